package io.chatcluster.loadtest.bench;

import java.util.OptionalInt;

/// Looks for the highest rate that is held: doubles until one is not, then halves the interval.
///
/// Owned by one thread. Ask [#next()], try that rate, tell with [#tried(int, boolean)].
final class Search {
  private final int steps;
  private int tries;
  private int held;
  private int failed = Integer.MAX_VALUE;
  private int candidate;

  /// A search that begins at a rate and ends after at most that many tries.
  Search(int first, int steps) {
    this.candidate = first;
    this.steps = steps;
  }

  /// The next rate to try; empty when the search is over.
  OptionalInt next() {
    // Two runs at the same rate differ by more than 10 %.
    boolean close = failed - held <= Math.max(1, failed / 10);
    return tries >= steps || close || candidate < 1
        ? OptionalInt.empty()
        : OptionalInt.of(candidate);
  }

  /// Takes the result of a try.
  void tried(int rate, boolean wasHeld) {
    tries++;
    if (wasHeld) {
      held = Math.max(held, rate);
    } else {
      failed = Math.min(failed, rate);
    }
    candidate = failed == Integer.MAX_VALUE ? rate * 2 : held + (failed - held) / 2;
  }

  /// The highest rate that was held; 0 if none was.
  int held() {
    return held;
  }
}
