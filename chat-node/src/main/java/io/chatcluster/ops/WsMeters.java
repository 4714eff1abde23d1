package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.ws.WsEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Counts what happens to sockets. Any thread.
///
/// Every reason is there from the start, at zero: Prometheus sees no increase in a series that
/// begins with its first event.
public final class WsMeters implements WsEvents {

  private final Counter opened;
  private final Counter delivered;
  private final Counter signalled;
  private final Timer pings;
  private final Map<String, Counter> closed = new HashMap<>();
  private final Map<String, Counter> rejected = new HashMap<>();

  public WsMeters(Meters meters) {
    opened = meters.counter(Metric.CONNECTIONS_OPENED, "transport", "websocket");
    delivered = meters.counter(Metric.MESSAGES_DELIVERED, "transport", "websocket");
    signalled = meters.counter(Metric.SIGNALS, "stage", "delivered");
    pings = meters.timer(Metric.PING_RTT);
    closed.put(CLIENT, meters.counter(Metric.CONNECTIONS_CLOSED, "reason", CLIENT));
    for (CloseReason reason : CloseReason.values()) {
      String label = WsEvents.label(reason);
      closed.put(label, meters.counter(Metric.CONNECTIONS_CLOSED, "reason", label));
    }
    for (String reason : REJECTIONS) {
      rejected.put(reason, meters.counter(Metric.HANDSHAKES_REJECTED, "reason", reason));
    }
  }

  @Override
  public void opened() {
    opened.increment();
  }

  @Override
  public void closed(String reason) {
    increment(closed, reason);
  }

  @Override
  public void rejected(String reason) {
    increment(rejected, reason);
  }

  private static void increment(Map<String, Counter> counters, String reason) {
    Counter counter = counters.get(reason);
    if (counter == null) {
      throw new IllegalArgumentException("nobody declared the reason " + reason);
    }
    counter.increment();
  }

  @Override
  public void ponged(long millis) {
    pings.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }

  @Override
  public void delivered(long messages, long signals) {
    if (messages > 0) {
      delivered.increment((double) messages);
    }
    if (signals > 0) {
      signalled.increment((double) signals);
    }
  }
}
