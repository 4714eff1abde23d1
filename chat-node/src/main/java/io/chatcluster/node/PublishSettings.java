package io.chatcluster.node;

import io.chatcluster.broker.Clocks;
import io.chatcluster.protocol.AckLevel;
import java.time.Duration;

/// How a node publishes.
///
/// @param level what an ack means
/// @param ackTimeout the longest that a sender waits
/// @param idWindow how long the log remembers ids
/// @param maxWaiting messages of one event loop that may wait for the log or the archive
public record PublishSettings(
    AckLevel level, Duration ackTimeout, Duration idWindow, int maxWaiting) {

  /// How far clocks of clients and nodes may be apart.
  static final long CLOCK_LEEWAY_MILLIS = Clocks.LEEWAY.toMillis();

  /// How long a message may still be on its way to the log after its id has become too old for this
  /// node: another node's clock may be behind, and the sender may be waiting there.
  long underWayMillis() {
    return CLOCK_LEEWAY_MILLIS + ackTimeout.toMillis();
  }

  /// How often time-outs are looked at.
  static final long TICK_MILLIS = 200;

  /// Whatever was accepted before this time must be answered now: at the next look it would be
  /// late.
  ///
  /// @param elapsedMillis by the clock that nobody can set
  long expired(long elapsedMillis) {
    long patience = ackTimeout.toMillis();
    return elapsedMillis - patience + Math.min(TICK_MILLIS, patience / 2);
  }

  /// Messages in one append.
  static final int MAX_BATCH = 64;
}
