package io.chatcluster.redis;

import io.chatcluster.broker.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs what cannot be read in Redis, at most one line a second: where one entry is unreadable, the
/// next ones are too. Owned by one loop.
final class Unreadable {

  private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private long saidNanos = System.nanoTime() - PAUSE_NANOS;

  /// @param what for example `a wake-up of room general`
  void say(String what, IllegalArgumentException why) {
    long now = System.nanoTime();
    if (now - saidNanos >= PAUSE_NANOS) {
      saidNanos = now;
      LOG.error("{} cannot be read: {}", what, Reason.of(why));
    }
  }
}
