package io.chatcluster.loadtest.client;

import org.jspecify.annotations.Nullable;

/// What a node says to the client: replies and pushes.
public sealed interface Frame {

  record Connected(String session, String node, String user, String level, long ts, Limits limits)
      implements Frame {}

  /// The limits of `connected` that a client has to keep.
  ///
  /// @param signals whether the node knows signals
  record Limits(long pingIntervalMillis, int maxInFlight, boolean signals) {}

  record Joined(String ref, String room, Position from, Position head, boolean recovered)
      implements Frame {}

  record Ok(String ref, String id, Position at, String level) implements Frame {}

  /// A command failed.
  ///
  /// @param ref empty if the node could not tell which
  /// @param retryAfterMillis null if the node did not say
  record Failed(String ref, String code, String message, @Nullable Long retryAfterMillis)
      implements Frame {}

  record Chat(String room, Message message) implements Frame {}

  /// Something else that has a place in the room's order. Whatever it is, it moves the client.
  record Event(String room, String kind, Message event) implements Frame {}

  record Rollback(String room, Position to) implements Frame {}

  record Gap(String room, Position after, Position next) implements Frame {}

  /// The user may no longer be in the room.
  record Removed(String room, String code) implements Frame {}

  /// Something fleeting.
  ///
  /// @param room empty where it is for the user, wherever they are
  /// @param mark what a client of this kind puts into the data; else empty
  record Signal(String room, String topic, String from, String mark) implements Frame {}

  record Drain(long minMillis, long maxMillis) implements Frame {}

  /// Anything that only proves that the node is alive: `pong`, `left`, `history`, types to come.
  record Other(String type) implements Frame {}
}
