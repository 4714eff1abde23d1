package io.chatcluster.loadtest.bench;

import java.util.Map;

/// What one run has shown.
///
/// @param due messages that were due, including the warm-up; `sent`, `acked` and `refused` likewise
/// @param signalled signals told in the measured part, `heard` those that reached a socket
/// @param deliveries in the measured part alone, as are the window, the CPU and the latencies
/// @param cpuSeconds by process: `node1`, …, `redis`, `postgres`, `generator`
/// @param gaveUp it was stopped early: it could no longer be held, or was no longer wanted
public record Outcome(
    Scenario scenario,
    Load load,
    long due,
    long sent,
    long acked,
    long refused,
    long signalled,
    long heard,
    long deliveries,
    double windowSeconds,
    Map<String, Double> cpuSeconds,
    Latency delivery,
    Latency ack,
    Faults faults,
    Map<String, Long> troubles,
    boolean gaveUp) {

  /// Percentiles in milliseconds, from when a message was due.
  public record Latency(double p50, double p99, double max) {}

  /// Whether everything that was due arrived, once, in order, and 99 % of it in time.
  boolean held() {
    return !gaveUp && clean() && acked == due && delivery.p99() <= load.limitMillis();
  }

  /// Whether nothing was lost, duplicated, disordered or otherwise odd.
  boolean clean() {
    return faults.none() && troubles.isEmpty();
  }

  /// CPU seconds of the processes whose names begin so.
  public double cpu(String prefix) {
    return new CpuTimes(cpuSeconds).sum(prefix);
  }

  double serverCpu() {
    return cpu("node") + cpu("redis") + cpu("postgres");
  }

  /// Deliveries for each of these CPU seconds; 0 where there were none.
  long deliveriesPer(double seconds) {
    return seconds > 0 ? Math.round(deliveries / seconds) : 0;
  }

  public double deliveriesPerSecond() {
    return deliveries / windowSeconds;
  }

  double generatorMicrosPerDelivery() {
    return deliveries > 0 ? cpu("generator") * 1e6 / deliveries : 0;
  }
}
