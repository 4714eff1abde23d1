package io.chatcluster.loadtest.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Prints what was measured, with the command that makes each figure, and keeps it for a file.
///
/// Owned by the thread of the experiment.
final class Report {
  private static final double MICROS = 1e6;
  private static final String COMMAND = "make bench ARGS=\"%s\"";

  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  /// One figure as it goes into the file.
  ///
  /// @param yardstickMicros see [Yardstick]
  record Figure(
      String name,
      String command,
      boolean held,
      boolean clean,
      double yardstickMicros,
      Outcome outcome) {}

  Report(PrintStream out) {
    this.out = out;
  }

  void begin(Plan plan) {
    line("");
    line(
        "== %s: 64-byte texts, %d publishers a room"
            .formatted(title(plan.scenario()), plan.scenario().publishers()));
  }

  private static String title(Scenario scenario) {
    return "%s: %s".formatted(scenario.name(), scenario.title());
  }

  void warmedUp(Outcome outcome) {
    line(
        "   warm-up: %,d msg/s for %d s, not counted (p99 %.1f ms)"
            .formatted(outcome.load().rate(), outcome.load().seconds(), outcome.delivery().p99()));
  }

  /// One try of the search.
  void probed(Outcome outcome) {
    line(
        "   try %,7d msg/s = %,9.0f deliveries/s for %2d s: p99 %7.1f ms %s%s"
            .formatted(
                outcome.load().rate(),
                outcome.deliveriesPerSecond(),
                outcome.load().seconds(),
                outcome.delivery().p99(),
                outcome.held() ? "held" : outcome.gaveUp() ? "not held, stopped early" : "not held",
                outcome.clean() ? "" : " " + oddities(outcome)));
  }

  void atRate(Plan plan, Outcome outcome, double yardstickMicros) {
    var name = plan.scenario().name() + " at " + plan.rate() + " msg/s";
    line("");
    line(
        "-- %s, %,d msg/s for %d s".formatted(title(plan.scenario()), plan.rate(), plan.seconds()));
    figure(name, COMMAND.formatted(plan.rateArguments()), outcome, yardstickMicros);
  }

  void held(Plan plan, Outcome outcome, double yardstickMicros) {
    line("");
    if (outcome.held()) {
      line(
          "-- %s, highest rate held for %d s with p99 <= %d ms: %,d msg/s = %,d deliveries/s"
              .formatted(
                  title(plan.scenario()),
                  plan.seconds(),
                  plan.limitMillis(),
                  outcome.load().rate(),
                  (long) outcome.load().rate() * plan.scenario().sockets()));
    } else {
      line("-- %s, no rate held; the last one tried:".formatted(title(plan.scenario())));
    }
    figure(
        plan.scenario().name() + " held",
        COMMAND.formatted(plan.heldArguments()),
        outcome,
        yardstickMicros);
  }

  /// Four runs: next to nothing, messages alone, signals alone, and messages in a storm of signals.
  record Signals(Outcome idle, Outcome messages, Outcome signals, Outcome storm) {

    /// Microseconds of all servers for one message, beyond what they take for nothing.
    double microsPerMessage() {
      return (messages.serverCpu() - idle.serverCpu())
          * MICROS
          / ((double) messages.load().rate() * messages.load().seconds());
    }

    double microsPerSignal() {
      return (signals.serverCpu() - idle.serverCpu()) * MICROS / Math.max(1, signals.signalled());
    }
  }

  void signals(Plan plan, Signals runs) {
    line("");
    line("-- %s, signals beside messages".formatted(title(plan.scenario())));
    line("   made by      %s".formatted(COMMAND.formatted(plan.signalArguments())));
    double share = runs.microsPerSignal() / runs.microsPerMessage();
    line(
        "   cost         of all servers: %.0f us a message, %.0f us a signal = %.0f %% of it (%,d/s each)"
            .formatted(runs.microsPerMessage(), runs.microsPerSignal(), 100 * share, plan.rate()));
    line(
        "   heard        %,d of %,d told, alone; %,d of %,d in the storm of %,d/s"
            .formatted(
                runs.signals().heard(),
                runs.signals().signalled() * (plan.scenario().sockets() - 1),
                runs.storm().heard(),
                runs.storm().signalled() * (plan.scenario().sockets() - 1),
                plan.storm()));
    line("   messages     alone    %s".formatted(latency(runs.messages().delivery())));
    line(
        "                in storm %s = p99 %+.0f %%"
            .formatted(
                latency(runs.storm().delivery()),
                100 * (runs.storm().delivery().p99() / runs.messages().delivery().p99() - 1)));
    line("   verdict      %s; %s".formatted(oddities(runs.messages()), oddities(runs.storm())));
    String command = COMMAND.formatted(plan.signalArguments());
    for (var outcome : List.of(runs.messages(), runs.signals(), runs.storm())) {
      figures.add(
          new Figure(
              plan.scenario().name() + " signals",
              command,
              outcome.held(),
              outcome.clean(),
              1,
              outcome));
    }
  }

  private void figure(String name, String command, Outcome outcome, double yardstickMicros) {
    figures.add(
        new Figure(name, command, outcome.held(), outcome.clean(), yardstickMicros, outcome));
    double nodes = outcome.cpu("node");
    line("   made by      %s".formatted(command));
    line(
        "   deliveries   %,d in %.1f s = %,.0f/s; messages due %,d, sent %,d, acked %,d"
            .formatted(
                outcome.deliveries(),
                outcome.windowSeconds(),
                outcome.deliveriesPerSecond(),
                outcome.due(),
                outcome.sent(),
                outcome.acked()));
    line(
        "   per CPU-s    of nodes %,d; of nodes + Redis %,d; of all servers %,d"
            .formatted(
                outcome.deliveriesPer(nodes),
                outcome.deliveriesPer(nodes + outcome.cpu("redis")),
                outcome.deliveriesPer(outcome.serverCpu())));
    line(
        "   yardstick    a delivery cost the nodes %.2f times, the generator %.2f times the %.1f us of one write and read"
            .formatted(
                nodes * MICROS / Math.max(1, outcome.deliveries()) / yardstickMicros,
                outcome.generatorMicrosPerDelivery() / yardstickMicros,
                yardstickMicros));
    line(
        "   CPU seconds  %s (generator: %.2f us a delivery)"
            .formatted(
                new TreeMap<>(outcome.cpuSeconds())
                    .entrySet().stream()
                        .map(entry -> "%s %.2f".formatted(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", ")),
                outcome.generatorMicrosPerDelivery()));
    line(
        "   latency      %s; ack %s"
            .formatted(latency(outcome.delivery()), latency(outcome.ack())));
    line("   verdict      %s".formatted(oddities(outcome)));
  }

  private static String latency(Outcome.Latency latency) {
    return "p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(latency.p50(), latency.p99(), latency.max());
  }

  private static String oddities(Outcome outcome) {
    var faults = outcome.faults();
    return "%d lost, %d duplicates, %d disordered, %d refused%s%s"
        .formatted(
            faults.lost(),
            faults.duplicates(),
            faults.disorders(),
            outcome.refused(),
            faults.closed() > 0 ? ", %d sockets closed".formatted(faults.closed()) : "",
            outcome.troubles().isEmpty() ? "" : "; " + new TreeMap<>(outcome.troubles()));
  }

  private void line(String text) {
    out.println(text);
  }

  /// Whether every figure came from a run without loss, duplicates or disorder.
  boolean clean() {
    return figures.stream().allMatch(Figure::clean);
  }

  /// Writes all figures as JSON.
  void write(Path file) throws IOException {
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
  }
}
