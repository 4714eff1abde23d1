package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import java.util.List;

/// The outcome of one append of drafts to one room.
public sealed interface Append permits Append.Done, Append.Full, Closed, Stale {

  /// The log took the drafts in order; the list is shorter than theirs if it ends with
  /// [Outcome.Unproven], or with an [Outcome.Duplicate] of an older epoch.
  record Done(List<Outcome> outcomes) implements Append {}

  /// Nothing was appended: too many entries wait for the archiver.
  record Full() implements Append {}

  /// What became of one draft.
  sealed interface Outcome {

    /// It was placed at `at`; its entry in the partition's archive queue is `queueId`.
    record Logged(Position at, Position queueId) implements Outcome {}

    /// It had been placed before. If that was in an older epoch, the place may have been given by
    /// an incarnation that is lost, and neither this draft nor any after it was appended.
    record Duplicate(Position at, Position queueId) implements Outcome {}

    /// It may have been placed before the log lost its memory: ask the archive, then come again.
    /// Neither this draft nor any after it was appended.
    record Unproven() implements Outcome {}
  }
}
