package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.bench.Fanout;
import io.chatcluster.loadtest.bench.Moment;
import io.chatcluster.loadtest.bench.Outcome;
import io.chatcluster.loadtest.bench.Scenario;
import io.chatcluster.loadtest.report.Chart;
import io.chatcluster.loadtest.report.Check;
import io.chatcluster.loadtest.report.Figure;
import io.chatcluster.loadtest.report.Latency;
import io.chatcluster.loadtest.report.Limit;
import io.chatcluster.loadtest.report.LoadReport;
import io.chatcluster.loadtest.report.Machine;
import io.chatcluster.loadtest.report.Numbers;
import io.chatcluster.loadtest.report.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes a report of a run of `fanout`.
final class FanoutReport {
  static final String CUT_SHORT = "cut short: this is what was measured until then";

  private static final double BUSY = 0.8;
  private static final int USUAL_RATE_OF_A_SESSION = 10;

  private FanoutReport() {}

  /// What is known before the run.
  ///
  /// @param command makes the same run again
  record Facts(
      String url,
      String command,
      Instant startedAt,
      Map<String, String> settings,
      Scenario scenario,
      int rate,
      int threads,
      List<Slo> slos) {}

  static LoadReport of(Facts facts, Fanout.Result result) {
    var outcome = result.outcome();
    var limits = facts.slos().stream().map(Slo::line).toList();
    return report(
        facts,
        result.moments().isEmpty() ? 0 : result.moments().getLast().at(),
        Verdict.of(checks(facts, result)),
        figures(result),
        charts(result.moments(), limits),
        List.of(
            Latency.of("due to delivered", result.deliveryMicros(), limits),
            Latency.of("due to acked", result.ackMicros(), List.of())),
        outcome.troubles(),
        notes(facts, outcome));
  }

  /// The run could not begin.
  static LoadReport notBegun(Facts facts, String why) {
    var errors = Map.of(why, 1L);
    return report(
        facts,
        0,
        Verdict.of(List.of(new Check("sockets that cannot join", "none", why, false))),
        List.of(),
        List.of(),
        List.of(),
        errors,
        Hints.of(errors));
  }

  private static LoadReport report(
      Facts facts,
      double seconds,
      Verdict verdict,
      List<Figure> figures,
      List<Chart> charts,
      List<Latency> latencies,
      Map<String, Long> errors,
      List<String> notes) {
    return new LoadReport(
        LoadReport.FORMAT,
        "fanout",
        facts.url(),
        facts.command(),
        facts.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        seconds,
        verdict,
        facts.settings(),
        figures,
        charts,
        latencies,
        errors,
        notes,
        Machine.ofThisProcess());
  }

  private static List<Check> checks(Facts facts, Fanout.Result result) {
    var outcome = result.outcome();
    var faults = outcome.faults();
    var checks = new ArrayList<Check>();
    checks.add(Check.atMost("lost", 0, faults.lost()));
    checks.add(Check.atMost("duplicates", 0, faults.duplicates()));
    checks.add(Check.atMost("out of order", 0, faults.disorders()));
    long wanted = outcome.gaveUp() ? outcome.sent() : outcome.due();
    checks.add(
        new Check(
            "acked",
            "all " + Numbers.count(wanted),
            Numbers.count(outcome.acked()),
            outcome.acked() == wanted));
    checks.add(Check.atMost("sockets closed", 0, faults.closed()));
    long others = outcome.troubles().values().stream().mapToLong(Long::longValue).sum();
    checks.add(Check.atMost("errors", 0, others));
    for (var slo : facts.slos()) {
      checks.add(slo.check("delivery", result.deliveryMicros()));
    }
    return checks;
  }

  private static List<Figure> figures(Fanout.Result result) {
    var outcome = result.outcome();
    return List.of(
        new Figure("deliveries a second", outcome.deliveriesPerSecond(), "/s"),
        new Figure("deliveries measured", result.deliveryMicros().getTotalCount(), ""),
        new Figure("messages due", outcome.due(), ""),
        new Figure("messages sent", outcome.sent(), ""),
        new Figure("messages acked", outcome.acked(), ""),
        new Figure("messages refused", outcome.refused(), ""),
        new Figure("lost deliveries", outcome.faults().lost(), ""),
        new Figure("duplicates", outcome.faults().duplicates(), ""),
        new Figure("out of order", outcome.faults().disorders(), ""),
        new Figure("CPU of the load test", 100 * outcome.cpu("generator") / window(outcome), "%"));
  }

  private static double window(Outcome outcome) {
    return Math.max(1e-9, outcome.windowSeconds());
  }

  private static List<Chart> charts(List<Moment> moments, List<Limit> limits) {
    var seconds = moments.stream().map(Moment::at).toList();
    return List.of(
        new Chart(
            "Deliveries",
            "a second",
            Chart.Scale.LINEAR,
            seconds,
            List.of(Courses.line("delivered", moments, Moment::deliveries)),
            List.of()),
        new Chart(
            "Messages",
            "a second",
            Chart.Scale.LINEAR,
            seconds,
            List.of(
                Courses.line("sent", moments, Moment::sent),
                Courses.line("acked", moments, Moment::acked),
                Courses.line("refused", moments, Moment::refused)),
            List.of()),
        new Chart(
            "From due to delivered",
            "ms",
            Chart.Scale.LOGARITHMIC,
            seconds,
            Courses.percentiles(moments, Moment::deliveryMicros),
            limits),
        new Chart(
            "From due to acked",
            "ms",
            Chart.Scale.LOGARITHMIC,
            seconds,
            Courses.percentiles(moments, Moment::ackMicros),
            List.of()));
  }

  private static List<String> notes(Facts facts, Outcome outcome) {
    var notes = new ArrayList<>(Hints.of(outcome.troubles()));
    if (outcome.gaveUp()) {
      notes.add(CUT_SHORT);
    }
    double busy = outcome.cpu("generator") / window(outcome) / facts.threads();
    if (busy > BUSY) {
      notes.add(
          "the load test itself was busy (%.0f %% of its %d event loops): its latencies are partly"
                  .formatted(100 * busy, facts.threads())
              + " its own; use --threads, or more machines");
    }
    double each = (double) facts.rate() / facts.scenario().rooms() / facts.scenario().publishers();
    if (each > USUAL_RATE_OF_A_SESSION && outcome.refused() > 0) {
      notes.add(
          "each publisher sends %.0f messages a second; nodes allow %d unless they are told otherwise"
              .formatted(each, USUAL_RATE_OF_A_SESSION));
    }
    return notes;
  }
}
