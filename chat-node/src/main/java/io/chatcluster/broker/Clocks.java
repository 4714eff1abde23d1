package io.chatcluster.broker;

import java.time.Duration;

/// How far the clocks of clients and nodes may be apart, and what follows from that.
public final class Clocks {

  /// The most that is forgiven; `docs/delivery.md` says so.
  public static final Duration LEEWAY = Duration.ofSeconds(10);

  private Clocks() {}

  /// How long an id is remembered at the most, with a window of that length.
  public static Duration remembered(Duration window) {
    return window.plus(LEEWAY.multipliedBy(2));
  }
}
