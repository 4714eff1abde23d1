package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;

/// What a hub asks of the node around it; answers come back on the hub's loop.
public interface HubPort {

  /// Reads what a member at `after` has to be told next, then calls [Hub#read] or [Hub#readFailed].
  void read(Membership membership, Position after);

  /// Finds the room's head, then calls [Hub#read] with an empty segment, or [Hub#readFailed].
  void head(Membership membership);

  /// The hub has members in the room now: it wants [Hub#ready], and then every publication.
  void watch(RoomId room);

  /// The hub has no members in the room any more.
  void unwatch(RoomId room);

  /// There is something for [Hub#drain] to do.
  void wake();
}
