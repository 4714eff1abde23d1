package io.chatcluster.ws;

/// How many frames that carry nothing of a message a socket may send: pings, pongs, empty
/// fragments. They cost the node work and bring the client nothing.
///
/// Owned by one event loop.
final class ControlRate {

  private final double perMilli;
  private final double burst;
  private double left;
  private long filledMillis;

  ControlRate(WsSettings.Controls allowed, long elapsedMillis) {
    this.perMilli = allowed.perSecond() / 1_000.0;
    this.burst = allowed.burst();
    this.left = burst;
    this.filledMillis = elapsedMillis;
  }

  /// Counts one; false if it is one too many.
  boolean take(long elapsedMillis) {
    left = Math.min(burst, left + (elapsedMillis - filledMillis) * perMilli);
    filledMillis = elapsedMillis;
    left--;
    return left >= 0;
  }
}
