package io.chatcluster.node;

import io.chatcluster.protocol.AckLevel;
import java.time.Duration;

/// How nodes are set in tests.
public final class TestSettings {

  /// How long the log remembers ids.
  public static final Duration ID_WINDOW = Duration.ofMinutes(10);

  private TestSettings() {}

  /// A publisher at the level `durable`.
  public static PublishSettings publish(long ackTimeoutMillis) {
    return publish(AckLevel.DURABLE, ackTimeoutMillis, 10_000);
  }

  static PublishSettings publish(AckLevel level, long ackTimeoutMillis, int maxWaiting) {
    return new PublishSettings(level, Duration.ofMillis(ackTimeoutMillis), ID_WINDOW, maxWaiting);
  }

  /// A node that fans out at once.
  public static NodeSettings node(PublishSettings publish) {
    return new NodeSettings(
        publish,
        new FeedSettings("n1", Duration.ofSeconds(1), Duration.ofMillis(250)),
        signals(1_000),
        1 << 19,
        Duration.ofSeconds(1),
        fanOut(0));
  }

  /// A tenth of a second between two signals.
  public static SignalSettings signals(int waiting) {
    return new SignalSettings(Duration.ofMillis(100), waiting, 100);
  }

  static NodeSettings.FanOut fanOut(long leastMillis) {
    return new NodeSettings.FanOut(Duration.ofMillis(leastMillis), Duration.ofMillis(50));
  }
}
