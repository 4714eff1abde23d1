package io.chatcluster.loadtest.client;

import java.util.function.LongSupplier;

/// When to come back: full jitter, a random time up to a bound that doubles with every attempt.
public final class Backoff {

  static final long BASE_MILLIS = 500;
  static final long MAX_MILLIS = 20_000;

  /// Half a second times this power of two is above the bound.
  private static final int MAX_DOUBLINGS = 6;

  private final LongSupplier random;
  private int attempt;

  /// @param random any longs, all equally likely
  public Backoff(LongSupplier random) {
    this.random = random;
  }

  /// Milliseconds until the next attempt.
  public long nextMillis() {
    long bound = Math.min(MAX_MILLIS, BASE_MILLIS << Math.min(attempt, MAX_DOUBLINGS));
    attempt++;
    return between(0, bound);
  }

  /// Milliseconds until something that has failed this often is tried again: at least half of the
  /// bound.
  long afterVain(int times) {
    if (times == 0) {
      return 0;
    }
    long bound = Math.min(MAX_MILLIS, BASE_MILLIS << Math.min(times, MAX_DOUBLINGS));
    return between(bound / 2, bound);
  }

  /// A connection has succeeded.
  public void reset() {
    attempt = 0;
  }

  /// A random time between the two, both possible.
  public long between(long least, long most) {
    long choices = Math.max(1, most - least + 1);
    return least + Long.remainderUnsigned(random.getAsLong(), choices);
  }
}
