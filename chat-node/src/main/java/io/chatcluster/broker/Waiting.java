package io.chatcluster.broker;

import java.util.List;

/// What a look into the archive queue has found of a room.
///
/// @param look names this look, in the room itself: an opening that relies on it fails if the room
///     has been opened since, or has lost the name; empty if nobody had to look
/// @param entries in the order of the queue
public record Waiting(String look, List<Queued> entries) {

  /// Of a room that nobody has looked for in the queue.
  public static final Waiting UNKNOWN = new Waiting("", List.of());
}
