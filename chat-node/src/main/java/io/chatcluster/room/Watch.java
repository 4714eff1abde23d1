package io.chatcluster.room;

import io.chatcluster.protocol.RoomId;

/// Which rooms a hub wants to hear; called on the hub's loop.
public interface Watch {

  /// The hub has members in the room now: it wants [RoomStream#ready], and then everything.
  void watch(RoomId room);

  /// The hub no longer has members in the room.
  void unwatch(RoomId room);
}
