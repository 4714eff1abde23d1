package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Whether one event loop still turns, and how late it is.
///
/// Made on that loop; asked from any thread.
public final class LoopPulse {

  private static final long BEAT_MILLIS = 200;
  private static final Duration STUCK = Duration.ofSeconds(5);

  private final Timer lag;
  private volatile long lastNanos = System.nanoTime();

  public LoopPulse(Vertx vertx, Meters meters) {
    lag = meters.timer(Metric.LOOP_LAG);
    vertx.setPeriodic(BEAT_MILLIS, _ -> beat());
  }

  private void beat() {
    long now = System.nanoTime();
    long late = now - lastNanos - TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
    lag.record(Math.max(0, late), TimeUnit.NANOSECONDS);
    lastNanos = now;
  }

  boolean alive() {
    return System.nanoTime() - lastNanos < STUCK.toNanos();
  }
}
