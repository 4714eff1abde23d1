package io.chatcluster.ops;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what happens to all links of one kind to the room log. Any thread.
public final class LinkMeters implements LinkEvents {

  /// The link over which Redis is asked whether it evicts keys.
  public static final String ARCHIVE = "archive";

  private final AtomicInteger standing = new AtomicInteger();
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicInteger evicting = new AtomicInteger();
  private final Counter connected;
  private final Timer commands;

  /// @param wanted how many links of this kind the node keeps
  public LinkMeters(Meters meters, String link, int wanted) {
    meters.gauge(Metric.REDIS_UP, standing::get, "link", link);
    meters.gauge(Metric.REDIS_LINKS, () -> wanted, "link", link);
    meters.gauge(Metric.REDIS_FAILING, failing::get, "link", link);
    if (link.equals(ARCHIVE)) {
      meters.gauge(Metric.REDIS_EVICTS, () -> evicting.get() > 0 ? 1 : 0);
    }
    connected = meters.counter(Metric.REDIS_RECONNECTS, "link", link);
    commands = meters.timer(Metric.REDIS_COMMAND, "link", link);
  }

  @Override
  public void up() {
    standing.incrementAndGet();
    connected.increment();
  }

  @Override
  public void down() {
    standing.decrementAndGet();
  }

  @Override
  public void answered(long nanos) {
    commands.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void failing(int change) {
    failing.addAndGet(change);
  }

  @Override
  public void evicts(boolean evicts) {
    evicting.addAndGet(evicts ? 1 : -1);
  }
}
