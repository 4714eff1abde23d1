package io.chatcluster.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// Makes the meters of [Metric]. Any thread; ask for a meter once and keep it.
public final class Meters {

  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// @param labels names and values in turn
  public Counter counter(Metric metric, String... labels) {
    require(metric, Metric.Type.COUNTER);
    return Counter.builder(metric.id())
        .description(metric.meaning())
        .tags(labels)
        .register(registry);
  }

  public Timer timer(Metric metric, String... labels) {
    require(metric, Metric.Type.TIMER);
    return Timer.builder(metric.id())
        .description(metric.meaning())
        .tags(labels)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /// @param value called at each scrape, on any thread
  public void gauge(Metric metric, Supplier<Number> value, String... labels) {
    require(metric, Metric.Type.GAUGE);
    Gauge.builder(metric.id(), value).description(metric.meaning()).tags(labels).register(registry);
  }

  private static void require(Metric metric, Metric.Type type) {
    if (metric.type() != type) {
      throw new IllegalArgumentException(metric + " is a " + metric.type());
    }
  }
}
