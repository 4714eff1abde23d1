package io.chatcluster.protocol;

/// What a client gets unasked.
public sealed interface Push {

  /// An event of a joined room.
  record Event(Publication publication) implements Push {}

  /// Messages above `to` are gone from the room's history; none had been acked at the server's
  /// level.
  record Rollback(RoomId room, Position to) implements Push {}

  /// Messages after `after` and before `next` are beyond retention.
  record Gap(RoomId room, Position after, Position next) implements Push {}

  /// The client is no longer in the room, because its rights have changed.
  record Removed(RoomId room, ErrorCode code) implements Push {}

  /// Something fleeting was told to a room or a user; it moves nobody.
  record Signalled(Signal signal) implements Push {}

  /// The node is leaving; come back after a random time between the two.
  record Drain(long minMillis, long maxMillis) implements Push {}
}
