package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.ws.WsEvents;
import io.micrometer.core.instrument.Counter;

/// Counts what sockets do. Any thread.
public final class WsMeters implements WsEvents {

  private final Meters meters;
  private final Counter opened;
  private final Counter delivered;

  public WsMeters(Meters meters) {
    this.meters = meters;
    opened = meters.counter(Metric.CONNECTIONS_OPENED, "transport", "websocket");
    delivered = meters.counter(Metric.MESSAGES_DELIVERED, "transport", "websocket");
  }

  @Override
  public void opened() {
    opened.increment();
  }

  @Override
  public void closed(String reason) {
    meters.counter(Metric.CONNECTIONS_CLOSED, "reason", reason).increment();
  }

  @Override
  public void rejected(String reason) {
    meters.counter(Metric.HANDSHAKES_REJECTED, "reason", reason).increment();
  }

  @Override
  public void delivered(long messages) {
    if (messages > 0) {
      delivered.increment((double) messages);
    }
  }
}
