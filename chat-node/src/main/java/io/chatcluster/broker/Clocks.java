package io.chatcluster.broker;

import java.time.Duration;

/// How far the clocks of clients and nodes may be apart, and what follows from that.
public final class Clocks {

  /// The most that is tolerated; `docs/delivery.md` says so.
  public static final Duration LEEWAY = Duration.ofSeconds(10);

  private Clocks() {}

  /// The longest that an id is remembered, with a window of that length.
  public static Duration remembered(Duration window) {
    return window.plus(LEEWAY.multipliedBy(2));
  }
}
