package io.chatcluster.room;

import io.chatcluster.protocol.RoomId;

/// Which rooms a hub wants to hear; called on the hub's loop.
public interface Watch {

  /// The hub has members in the room now: it wants [RoomStream#ready], and then everything.
  void watch(RoomId room);

  /// The hub has no members in the room any more.
  void unwatch(RoomId room);
}
