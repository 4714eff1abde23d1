package io.chatcluster.ops;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.peers.Outcome;
import io.chatcluster.peers.PeerEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Counts what nodes forward to each other. Any thread.
public final class PeerMeters implements PeerEvents {

  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Timer answers;
  private final Counter refused;

  public PeerMeters(Meters meters) {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, meters.counter(Metric.PEERS_FORWARDED, "outcome", outcome.wire()));
    }
    answers = meters.timer(Metric.PEERS_ANSWER);
    refused = meters.counter(Metric.PEERS_REFUSED);
  }

  @Override
  public void forwarded(Outcome outcome) {
    Counter counter = outcomes.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void answered(long nanos) {
    answers.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void refused() {
    refused.increment();
  }
}
