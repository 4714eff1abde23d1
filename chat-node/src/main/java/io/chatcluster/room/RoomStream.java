package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.List;

/// What a [Feed] says of its room, and a [Hub] hears of it: a stream without holes.
///
/// Called on the loop of whoever hears, in order. [#ready] comes first. After a room is no longer
/// wanted, things may still come for a while, and are ignored.
public interface RoomStream {

  /// The feed stands at this position; everything after it follows.
  void ready(RoomId room, Position at);

  /// Publications in order, the first of them the successor of what was said last.
  void deliver(RoomId room, List<Publication> publications);

  /// The room's log lost what came after `to`.
  void rollback(RoomId room, Position to);

  /// A range of the room is beyond retention.
  void gap(RoomId room, Segment.Missing gap);
}
