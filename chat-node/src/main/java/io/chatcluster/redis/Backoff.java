package io.chatcluster.redis;

import java.util.concurrent.ThreadLocalRandom;

/// Waiting times between attempts: full jitter, doubling from 50 ms to 2 s. Owned by one event
/// loop.
final class Backoff {

  private static final long FIRST_MILLIS = 50;
  private static final long MOST_MILLIS = 2_000;

  private int attempt;

  long nextMillis() {
    long bound = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(attempt, 10));
    attempt++;
    return 1 + ThreadLocalRandom.current().nextLong(bound);
  }

  void reset() {
    attempt = 0;
  }
}
