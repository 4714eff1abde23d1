package io.chatcluster.ops;

import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/// What Vert.x counts by itself, in the same registry as the chat.
public final class VertxMeters {

  private VertxMeters() {}

  /// No label has a value that a client chose: with Vert.x' standard labels, every method that
  /// somebody makes up would add a dozen series for ever. Status codes are ours, and few.
  public static MicrometerMetricsOptions options() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .setLabels(EnumSet.of(Label.HTTP_CODE, Label.POOL_TYPE))
        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
        .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
        .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
        .addDisabledMetricsCategory(MetricsDomain.NAMED_POOLS);
  }
}
