package io.chatcluster.loadtest.bench;

/// The chain of positions that one socket has seen of its room, and how often it broke.
///
/// Owned by one lane. A push whose `prev` is the position here follows on. One at or below it came
/// before (a duplicate) or comes late (a disorder). One further on leaves a hole, which stays a
/// loss unless the missing messages come late.
final class Chain {
  private long epoch;
  private long offset;
  private long missing;
  private long holes;
  private long duplicates;
  private long disorders;

  /// Begins at the position from which the server promises to deliver.
  void startAt(long startEpoch, long startOffset) {
    epoch = startEpoch;
    offset = startOffset;
    missing = 0;
  }

  /// Counts from zero again; the position stays.
  void forgetCounts() {
    missing = 0;
    holes = 0;
    duplicates = 0;
    disorders = 0;
  }

  /// Takes one push.
  ///
  /// @return whether it is one that the socket had not seen
  boolean accept(long atEpoch, long atOffset, long prevEpoch, long prevOffset) {
    if (prevOffset == offset && prevEpoch == epoch) {
      epoch = atEpoch;
      offset = atOffset;
      return true;
    }
    return broken(atEpoch, atOffset, prevEpoch, prevOffset);
  }

  private boolean broken(long atEpoch, long atOffset, long prevEpoch, long prevOffset) {
    if (atEpoch < epoch || (atEpoch == epoch && atOffset <= offset)) {
      if (missing > 0 && (atEpoch != epoch || atOffset != offset)) {
        missing--;
        disorders++;
        return true;
      }
      duplicates++;
      return false;
    }
    holes++;
    // Over a change of epoch nobody can count; at least one is missing.
    missing += prevEpoch == epoch ? Math.max(1, prevOffset - offset) : 1;
    epoch = atEpoch;
    offset = atOffset;
    return true;
  }

  long epoch() {
    return epoch;
  }

  long offset() {
    return offset;
  }

  /// Messages that the chain says exist and that have not come.
  long missing() {
    return missing;
  }

  /// How often a push did not follow the one before it.
  long holes() {
    return holes;
  }

  long duplicates() {
    return duplicates;
  }

  long disorders() {
    return disorders;
  }
}
