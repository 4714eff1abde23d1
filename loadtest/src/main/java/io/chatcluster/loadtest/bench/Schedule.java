package io.chatcluster.loadtest.bench;

/// When each message is due: number `i` at `start + i / rate`, whatever happened before.
///
/// @param startNanos on the clock of [System#nanoTime()]
/// @param rate messages per second
/// @param count how many messages there are
public record Schedule(long startNanos, int rate, long count) {
  private static final long SECOND = 1_000_000_000L;

  /// Nothing is ever due.
  static final Schedule NONE = new Schedule(0, 1, 0);

  /// A schedule that lasts that many seconds.
  public static Schedule lasting(long startNanos, int rate, int seconds) {
    return new Schedule(startNanos, rate, (long) rate * seconds);
  }

  /// When that message is due.
  public long due(long sequence) {
    return startNanos + sequence * SECOND / rate;
  }

  /// How many messages are due at that time: those with `due(i) <= now`.
  public long dueBy(long now) {
    long past = now - startNanos + 1;
    if (past <= 0) {
      return 0;
    }
    long inLastSecond = past % SECOND * rate;
    long roundedUp = (inLastSecond + SECOND - 1) / SECOND;
    return Math.min(count, past / SECOND * rate + roundedUp);
  }

  /// When the last message has been due for one interval.
  long endNanos() {
    return due(count);
  }
}
