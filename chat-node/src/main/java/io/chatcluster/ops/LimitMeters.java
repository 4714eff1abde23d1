package io.chatcluster.ops;

import io.chatcluster.limits.Limit;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;

/// Counts what happens to limits. Any thread.
public final class LimitMeters implements LimitEvents {

  private final Map<Limit, Counter> refused = new EnumMap<>(Limit.class);
  private final Counter settled;
  private final Counter unsettled;

  public LimitMeters(Meters meters) {
    for (Limit limit : Limit.values()) {
      refused.put(limit, meters.counter(Metric.LIMITED, "limit", limit.wire()));
    }
    settled = meters.counter(Metric.LIMITS_SETTLED, "result", "settled");
    unsettled = meters.counter(Metric.LIMITS_SETTLED, "result", "failed");
  }

  @Override
  public void refused(Limit limit) {
    Counter counter = refused.get(limit);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void settled(int buckets, boolean done) {
    (done ? settled : unsettled).increment(buckets);
  }
}
