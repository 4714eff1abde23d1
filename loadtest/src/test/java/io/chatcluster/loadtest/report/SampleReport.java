package io.chatcluster.loadtest.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// A report with something in each of its parts, some of it hostile.
final class SampleReport {
  static final String HOSTILE =
      "</style><script>alert('x')</script><img src=x onerror=\"a\">&\u0000";

  private SampleReport() {}

  static LoadReport create() {
    var micros = new Histogram(3);
    for (int i = 1; i <= 1_000; i++) {
      micros.recordValue(i * 100L);
    }
    var limits = List.of(new Limit("p99=50ms", 50));
    var latencies =
        List.of(
            Latency.of("due to delivered", micros, limits),
            Latency.of("never", new Histogram(3), List.of()));
    var chart =
        new Chart(
            "From due to delivered " + HOSTILE,
            "ms",
            Chart.Scale.LOGARITHMIC,
            List.of(1.0, 2.0, 3.0, 4.0),
            List.of(
                new Line("p50", Arrays.asList(1.0, null, 3.5, 2.0)),
                new Line(HOSTILE, Arrays.asList(10.0, 2_000.0, null, null))),
            limits);
    return new LoadReport(
        LoadReport.FORMAT,
        "fanout",
        "ws://chat.example.com/ws",
        "java -jar loadtest.jar fanout '" + HOSTILE + "'",
        "2026-11-26T01:00:00Z",
        4,
        Verdict.of(List.of(new Check("lost", "none", "2", false))),
        Map.of(HOSTILE, HOSTILE),
        List.of(new Figure("deliveries a second", 12_345.6, "/s"), new Figure("lost", 2, "")),
        List.of(chart),
        latencies,
        Map.of("closed with " + HOSTILE, 3L),
        List.of(HOSTILE),
        new Machine("Linux", "JVM", 2, 512));
  }
}
