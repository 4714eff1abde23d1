package io.chatcluster.session;

/// A token bucket: so many at once, so many a second. Owned by its session.
final class RateLimit {

  private final double perMilli;
  private final double burst;
  private double tokens;
  private long filledMillis;

  /// @param perSecond 0 for no limit
  RateLimit(int perSecond, int burst, long nowMillis) {
    this.perMilli = perSecond / 1_000.0;
    this.burst = burst;
    this.tokens = burst;
    this.filledMillis = nowMillis;
  }

  /// Takes one.
  ///
  /// @return 0, or the milliseconds after which there will be one
  long take(long nowMillis) {
    if (perMilli == 0) {
      return 0;
    }
    tokens = Math.min(burst, tokens + Math.max(0, nowMillis - filledMillis) * perMilli);
    filledMillis = nowMillis;
    if (tokens >= 1) {
      tokens -= 1;
      return 0;
    }
    return (long) Math.ceil((1 - tokens) / perMilli);
  }
}
