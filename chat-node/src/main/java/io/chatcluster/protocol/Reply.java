package io.chatcluster.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to one command, with the command's `ref`.
public sealed interface Reply {

  /// The token was good; what the client needs to know of this node.
  record Connected(
      @Nullable String ref,
      String session,
      String node,
      UserId user,
      String name,
      AckLevel level,
      long ts,
      Limits limits)
      implements Reply {}

  /// The limits that a client is told.
  ///
  /// @param signalInterval between two signals to a room about a topic; what comes sooner waits,
  /// and
  ///     the newest of it is sent
  record Limits(
      Duration pingInterval,
      int maxFrameBytes,
      int maxMessageBytes,
      int maxDataBytes,
      int maxRooms,
      int maxInFlight,
      Duration idWindow,
      Duration signalInterval) {}

  /// In the room; messages above `from` follow.
  record Joined(@Nullable String ref, RoomId room, Position from, Position head, boolean recovered)
      implements Reply {}

  /// Out of the room.
  record Left(@Nullable String ref, RoomId room) implements Reply {}

  /// The message is stored at the level.
  record Ok(String ref, MessageId id, Position at, AckLevel level) implements Reply {}

  /// The signal was taken; nobody knows whether it is heard.
  record Sent(String ref, RoomId room) implements Reply {}

  /// A page of the past, oldest first.
  record History(@Nullable String ref, RoomId room, List<Publication> messages, boolean more)
      implements Reply {}

  /// The server is there.
  record Pong(@Nullable String ref, long ts) implements Reply {}

  /// The command failed.
  ///
  /// @param retryAfterMillis how long to wait before trying again; 0 where trying again is no use
  record Failed(
      @Nullable String ref,
      @Nullable String id,
      @Nullable String room,
      ErrorCode code,
      String message,
      long retryAfterMillis)
      implements Reply {}
}
