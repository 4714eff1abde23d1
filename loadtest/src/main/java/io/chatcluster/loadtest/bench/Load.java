package io.chatcluster.loadtest.bench;

/// How much is published for how long.
///
/// @param rate messages per second over all rooms
/// @param signals signals per second over all rooms, beside them
/// @param warmUpSeconds published at that rate first, and not measured
/// @param limitMillis the p99 that counts as held
public record Load(int rate, int signals, int warmUpSeconds, int seconds, int limitMillis) {
  /// Messages alone.
  public Load(int rate, int warmUpSeconds, int seconds, int limitMillis) {
    this(rate, 0, warmUpSeconds, seconds, limitMillis);
  }
}
