package io.chatcluster.loadtest.check;

import java.util.List;

/// A run that is over: faults have stopped, sends are answered, the archive has drained.
///
/// @param history what the clients recorded
/// @param archive all that PostgreSQL holds of the rooms, in any order
/// @param logs all that the room logs in Redis hold, in any order
/// @param unarchived entries left in the archive queues
/// @param faultsEndedNanos by the clock of the history
/// @param retentionExceeded whether the run has made messages go beyond retention: only then may a
///     client be told of a gap, and the archive begin in the middle of a room
public record Run(
    List<Entry> history,
    List<Stored> archive,
    List<Stored> logs,
    long unarchived,
    long faultsEndedNanos,
    boolean retentionExceeded) {}
