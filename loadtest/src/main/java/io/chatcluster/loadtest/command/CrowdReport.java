package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.crowd.CrowdMoment;
import io.chatcluster.loadtest.crowd.CrowdPlan;
import io.chatcluster.loadtest.crowd.CrowdRun;
import io.chatcluster.loadtest.crowd.CrowdTally;
import io.chatcluster.loadtest.crowd.Phase;
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
import java.util.TreeMap;

/// Makes a report of a run of `connect` or `idle`.
final class CrowdReport {
  private CrowdReport() {}

  /// What is known before the run.
  ///
  /// @param command makes the same run again
  record Facts(
      String experiment,
      CrowdPlan plan,
      String command,
      Instant startedAt,
      Map<String, String> settings,
      long maxFailures,
      List<Slo> slos) {}

  static LoadReport ofConnect(Facts facts, CrowdRun.Result result) {
    var tally = result.tally();
    var last = facts.plan().last();
    var checks = checks(facts, tally);
    facts.slos().forEach(slo -> checks.add(slo.check(last.title(), tally.reached(last))));
    var charts = new ArrayList<Chart>();
    charts.add(arrivals(result.moments()));
    charts.add(inside(result.moments()));
    charts.add(
        new Chart(
            "From due to " + last.title(),
            "ms",
            Chart.Scale.LOGARITHMIC,
            seconds(result.moments()),
            Courses.percentiles(result.moments(), CrowdMoment::arrivedMicros),
            facts.slos().stream().map(Slo::line).toList()));
    return report(facts, result, checks, charts, ways(facts, tally));
  }

  static LoadReport ofIdle(Facts facts, CrowdRun.Result result) {
    var tally = result.tally();
    var checks = checks(facts, tally);
    facts.slos().forEach(slo -> checks.add(slo.check("ping", result.stayMicros())));
    var limits = facts.slos().stream().map(Slo::line).toList();
    var charts = new ArrayList<Chart>();
    charts.add(inside(result.moments()));
    charts.add(
        new Chart(
            "Lost and back",
            "a second",
            Chart.Scale.LINEAR,
            seconds(result.moments()),
            List.of(
                Courses.line("lost", result.moments(), CrowdMoment::dropped),
                Courses.line("back", result.moments(), CrowdMoment::comebacks),
                Courses.line("failed attempts", result.moments(), CrowdMoment::failed)),
            List.of()));
    charts.add(
        new Chart(
            "Ping to pong",
            "ms",
            Chart.Scale.LOGARITHMIC,
            seconds(result.moments()),
            Courses.percentiles(result.moments(), CrowdMoment::roundTripMicros),
            limits));
    var latencies = new ArrayList<Latency>();
    latencies.add(Latency.of("ping to pong, all in", result.stayMicros(), limits));
    latencies.addAll(ways(facts, tally));
    return report(facts, result, checks, charts, latencies);
  }

  private static List<Check> checks(Facts facts, CrowdTally tally) {
    var checks = new ArrayList<Check>();
    long sockets = facts.plan().sockets();
    long wanted = Math.max(1, sockets - facts.maxFailures());
    checks.add(
        new Check(
            "in at the end",
            wanted == sockets
                ? "all " + Numbers.count(sockets)
                : "at least " + Numbers.count(wanted),
            Numbers.count(tally.inside()),
            tally.inside() >= wanted));
    checks.add(Check.atMost("failures", facts.maxFailures(), tally.failed() + tally.dropped()));
    return checks;
  }

  private static List<Double> seconds(List<CrowdMoment> moments) {
    return moments.stream().map(CrowdMoment::at).toList();
  }

  private static Chart arrivals(List<CrowdMoment> moments) {
    return new Chart(
        "Arrivals",
        "a second",
        Chart.Scale.LINEAR,
        seconds(moments),
        List.of(
            Courses.line("due", moments, CrowdMoment::started),
            Courses.line("in", moments, CrowdMoment::arrived),
            Courses.line("failed", moments, CrowdMoment::failed)),
        List.of());
  }

  private static Chart inside(List<CrowdMoment> moments) {
    return new Chart(
        "Sockets",
        "now",
        Chart.Scale.LINEAR,
        seconds(moments),
        List.of(
            Courses.line("in", moments, CrowdMoment::inside),
            Courses.line("on the way", moments, CrowdMoment::waiting)),
        List.of());
  }

  /// How long the parts of coming in took, each from when a client was due.
  private static List<Latency> ways(Facts facts, CrowdTally tally) {
    var limits =
        facts.experiment().equals("connect")
            ? facts.slos().stream().map(Slo::line).toList()
            : List.<Limit>of();
    var latencies = new ArrayList<Latency>();
    for (var phase : Phase.values()) {
      boolean last = phase == facts.plan().last();
      if (phase.compareTo(facts.plan().last()) <= 0) {
        latencies.add(
            Latency.of("due to " + phase.title(), tally.reached(phase), last ? limits : List.of()));
      }
    }
    return latencies;
  }

  private static LoadReport report(
      Facts facts,
      CrowdRun.Result result,
      List<Check> checks,
      List<Chart> charts,
      List<Latency> latencies) {
    var tally = result.tally();
    var errors = new TreeMap<String, Long>();
    tally.failures().forEach((reason, count) -> errors.put("on the way in: " + reason, count));
    tally.drops().forEach((reason, count) -> errors.put("once in: " + reason, count));
    return new LoadReport(
        LoadReport.FORMAT,
        facts.experiment(),
        facts.plan().url().toString(),
        facts.command(),
        facts.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        result.seconds(),
        Verdict.of(checks),
        facts.settings(),
        figures(facts, result),
        charts,
        latencies,
        errors,
        notes(result, errors),
        Machine.ofThisProcess());
  }

  private static List<String> notes(CrowdRun.Result result, Map<String, Long> errors) {
    var notes = new ArrayList<>(Hints.of(errors));
    if (result.cutShort()) {
      notes.add(FanoutReport.CUT_SHORT);
    }
    return notes;
  }

  private static List<Figure> figures(Facts facts, CrowdRun.Result result) {
    var tally = result.tally();
    long arrived = tally.reached(facts.plan().last()).getTotalCount();
    var figures = new ArrayList<Figure>();
    figures.add(new Figure("in at the end", tally.inside(), ""));
    figures.add(new Figure("came in", arrived, ""));
    figures.add(new Figure("came in a second", arrived / result.arrivedAfter(), "/s"));
    figures.add(new Figure("nobody on the way after", result.arrivedAfter(), "s"));
    figures.add(new Figure("failed attempts", tally.failed(), ""));
    figures.add(new Figure("lost connections", tally.dropped(), ""));
    if (facts.plan().comeBack()) {
      figures.add(new Figure("came back", tally.comebacks(), ""));
      figures.add(new Figure("pings answered", tally.roundTrips().getTotalCount(), ""));
    }
    return figures;
  }
}
