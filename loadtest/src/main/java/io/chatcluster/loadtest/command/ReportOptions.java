package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.dial.CannotStartException;
import io.chatcluster.loadtest.report.LoadReport;
import io.chatcluster.loadtest.report.Numbers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What becomes of the results: the options that all load tests share. Filled in by picocli.
final class ReportOptions {
  @Option(
      order = 201,
      names = "--slo",
      paramLabel = "pNN=TIME",
      converter = Slo.Converter.class,
      description = {
        "fails above this latency: p99=250ms, p99.9=1s, max=2s; repeatable.",
        "Without it: fanout p99=250ms to the delivery, connect p99=2s to come in, idle p99=500ms"
            + " of a ping"
      })
  private List<Slo> slos = List.of();

  @Option(
      order = 210,
      names = "--json",
      paramLabel = "FILE",
      description = "write the report as JSON")
  private @Nullable Path json;

  @Option(
      order = 211,
      names = "--html",
      paramLabel = "FILE",
      description = "write the report as one HTML page with plots")
  private @Nullable Path html;

  @Option(order = 220, names = "--quiet", description = "no progress, only the results")
  private boolean quiet;

  ReportOptions() {}

  /// The latencies that are wanted.
  ///
  /// @param usual where none are given
  List<Slo> slos(String usual) {
    return slos.isEmpty() ? List.of(Slo.parse(usual)) : slos;
  }

  ProgressLine progress(PrintWriter out) {
    return new ProgressLine(out, ProgressLine.onTerminal(), quiet);
  }

  /// Refuses files that could not be written after the run.
  void check() {
    check(json);
    check(html);
  }

  private static void check(@Nullable Path file) {
    if (file == null) {
      return;
    }
    var directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || directory == null || !Files.isWritable(directory)) {
      throw new CannotStartException("%s cannot be written".formatted(file));
    }
  }

  /// Prints the results and writes the files.
  ///
  /// @return the exit code
  int deliver(LoadReport report, PrintWriter out) throws IOException {
    for (var figure : report.figures()) {
      out.printf("  %-28s %s%n", figure.name(), figure.text());
    }
    for (var latency : report.latencies()) {
      if (latency.count() > 0) {
        out.printf(
            "  %-28s p50 %s, p90 %s, p99 %s, p99.9 %s, max %s ms%n",
            latency.name(),
            Numbers.measure(latency.at(50)),
            Numbers.measure(latency.at(90)),
            Numbers.measure(latency.at(99)),
            Numbers.measure(latency.at(99.9)),
            Numbers.measure(latency.highest()));
      }
    }
    report.errors().forEach((what, count) -> out.printf("  %-28s %,d%n", what, count));
    report.notes().forEach(note -> out.printf("  note: %s%n", note));
    out.println(report.verdict().line());
    if (json != null) {
      report.writeJson(json);
    }
    if (html != null) {
      report.writeHtml(html);
    }
    out.flush();
    return report.verdict().passed() ? 0 : 1;
  }
}
