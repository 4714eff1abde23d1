package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what a node does. Any thread.
public final class NodeMeters implements NodeEvents {

  private static final Logger LOG = LoggerFactory.getLogger(NodeMeters.class);

  /// Where one room cannot be opened, others cannot either: a line now and then is enough.
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
  private final Counter catchUps;
  private final Counter healed;
  private final Counter rollbacks;
  private final Counter gaps;
  private final Counter opened;
  private final Counter unopened;
  private final Counter restored;
  private final Counter retired;
  private final Counter duplicates;
  private final Counter signals;
  private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
  private final Timer local;
  private final Timer remote;
  private final Timer acks;

  public NodeMeters(Meters meters) {
    catchUps = meters.counter(Metric.CATCH_UPS);
    healed = meters.counter(Metric.HEALED);
    rollbacks = meters.counter(Metric.ROLLBACKS);
    gaps = meters.counter(Metric.GAPS);
    opened = meters.counter(Metric.ROOMS_OPENED);
    unopened = meters.counter(Metric.ROOMS_UNOPENED);
    retired = meters.counter(Metric.ROOMS_RETIRED);
    restored = meters.counter(Metric.RESTORED);
    duplicates = meters.counter(Metric.MESSAGES_DUPLICATE);
    signals = meters.counter(Metric.SIGNALS, "stage", "received");
    for (Drop why : Drop.values()) {
      dropped.put(why, meters.counter(Metric.SIGNALS_DROPPED, "reason", why.wire()));
    }
    local = meters.timer(Metric.DELIVERY_LATENCY, "path", "local");
    remote = meters.timer(Metric.DELIVERY_LATENCY, "path", "remote");
    acks = meters.timer(Metric.PUBLISH_ACK);
  }

  @Override
  public void caughtUp() {
    catchUps.increment();
  }

  @Override
  public void healed() {
    healed.increment();
  }

  @Override
  public void rolledBack() {
    rollbacks.increment();
  }

  @Override
  public void gap() {
    gaps.increment();
  }

  @Override
  public void unopened(int rooms, String why) {
    unopened.increment(rooms);
    long now = System.nanoTime();
    long told = toldNanos.get();
    if (now - told >= PAUSE_NANOS && toldNanos.compareAndSet(told, now)) {
      LOG.error("{}", why);
    }
  }

  @Override
  public void opened(int publications) {
    opened.increment();
    restored.increment(publications);
  }

  @Override
  public void retired(int rooms) {
    retired.increment(rooms);
  }

  @Override
  public void heard(boolean own, long millis) {
    // The clocks of two nodes may differ by more than a message takes.
    (own ? local : remote).record(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }

  @Override
  public void acked(long millis) {
    acks.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }

  @Override
  public void refused(ErrorCode code) {
    // The session counts it when it tells its client.
  }

  @Override
  public void signalled() {
    signals.increment();
  }

  @Override
  public void dropped(Drop why, int count) {
    Counter counter = dropped.get(why);
    if (counter != null) {
      counter.increment(count);
    }
  }

  @Override
  public void duplicate() {
    duplicates.increment();
  }
}
