package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import org.jspecify.annotations.Nullable;

/// The JVM and its process, in the same registry as the chat.
public final class JvmMeters implements AutoCloseable {

  private final JvmGcMetrics collections = new JvmGcMetrics();

  public JvmMeters(MeterRegistry registry) {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    String version = JvmMeters.class.getPackage().getImplementationVersion();
    new Meters(registry)
        .gauge(
            Metric.BUILD_INFO,
            () -> 1,
            "version",
            orDevelopment(version),
            "java",
            Runtime.version().toString());
  }

  private static String orDevelopment(@Nullable String version) {
    return version == null ? "development" : version;
  }

  @Override
  public void close() {
    collections.close();
  }
}
