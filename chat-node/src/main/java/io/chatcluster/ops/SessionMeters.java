package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.session.SessionEvents;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;

/// Counts what sessions do. Any thread.
public final class SessionMeters implements SessionEvents {

  private final Counter received;
  private final Map<ErrorCode, Counter> failed = new EnumMap<>(ErrorCode.class);
  private final Counter recovered;
  private final Counter partial;

  public SessionMeters(Meters meters) {
    received = meters.counter(Metric.MESSAGES_RECEIVED, "transport", "websocket");
    for (ErrorCode code : ErrorCode.values()) {
      failed.put(code, meters.counter(Metric.COMMANDS_FAILED, "code", code.wire()));
    }
    recovered = meters.counter(Metric.RESUMES, "result", "recovered");
    partial = meters.counter(Metric.RESUMES, "result", "not_recovered");
  }

  @Override
  public void received() {
    received.increment();
  }

  @Override
  public void failed(ErrorCode code) {
    Counter counter = failed.get(code);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void resumed(boolean whole) {
    (whole ? recovered : partial).increment();
  }
}
