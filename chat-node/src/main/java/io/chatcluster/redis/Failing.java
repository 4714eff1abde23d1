package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Reason;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commands of one link that Redis refuses again and again although the connection stands. Each is
/// logged once it has failed for a minute without a success in between, and counted.
///
/// Owned by the loop of its link.
final class Failing {

  /// How long a command must have failed before it is logged.
  static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// A command that nobody has tried for this long may work again.
  private static final long QUIET_NANOS = PATIENCE_NANOS / 2;

  private static final Logger LOG = LoggerFactory.getLogger(Failing.class);

  private static final class Trouble {
    long sinceNanos;
    long lastNanos;
    boolean told;

    Trouble(long nanos) {
      sinceNanos = nanos;
      lastNanos = nanos;
    }
  }

  private final String link;
  private final LinkEvents metrics;
  private final Map<String, Trouble> troubles = new HashMap<>();

  Failing(String link, LinkEvents metrics) {
    this.link = link;
    this.metrics = metrics;
  }

  /// Whether anything has failed since it last succeeded.
  boolean areAny() {
    return !troubles.isEmpty();
  }

  /// Redis has refused this.
  void failed(Request request, Throwable failure, long nowNanos) {
    String command = name(request);
    Trouble trouble = troubles.computeIfAbsent(command, _ -> new Trouble(nowNanos));
    trouble.lastNanos = nowNanos;
    if (!trouble.told && nowNanos - trouble.sinceNanos >= PATIENCE_NANOS) {
      trouble.told = true;
      metrics.failing(1);
      LOG.error(
          "redis {}: {} has failed for a minute, with: {}", link, command, Reason.of(failure));
    }
  }

  /// Redis has done this.
  void succeeded(Request request) {
    String command = name(request);
    Trouble over = troubles.remove(command);
    if (over != null && over.told) {
      metrics.failing(-1);
      LOG.info("redis {}: {} is done again", link, command);
    }
  }

  /// Forgets commands that nobody uses any more. To be called now and then.
  void check(long nowNanos) {
    troubles
        .values()
        .removeIf(
            trouble -> {
              boolean quiet = nowNanos - trouble.lastNanos > QUIET_NANOS;
              if (quiet && trouble.told) {
                metrics.failing(-1);
              }
              return quiet;
            });
  }

  /// The command, with the function's name where it calls one: never its other arguments.
  static String name(Request request) {
    String[] words = request.toString().split("\r\n", 6);
    boolean function = words.length > 4 && words[2].startsWith("fcall");
    return function ? words[2] + " " + words[4] : request.command().toString();
  }
}
