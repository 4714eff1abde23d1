package io.chatcluster.loadtest.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A report as one page that needs nothing else: no script, no font, no request. It is well-formed
/// XML too.
///
/// Owned by one thread.
final class HtmlPage {
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 95.0, 99.0, 99.9, 99.99);

  private final LoadReport report;
  private final StringBuilder html = new StringBuilder(64 * 1024);

  HtmlPage(LoadReport report) {
    this.report = report;
  }

  /// The page.
  String text() {
    if (html.isEmpty()) {
      head();
      verdict();
      figures();
      report.charts().forEach(this::chart);
      latencies();
      counts("What went wrong", report.errors());
      settings();
      html.append("</main>\n</body>\n</html>\n");
    }
    return html.toString();
  }

  private void head() {
    var title = report.experiment() + " " + report.url();
    html.append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n");
    html.append("<head>\n<meta charset=\"utf-8\"/>\n");
    // Whatever an error message may contain: nothing runs, nothing is loaded.
    html.append("<meta http-equiv=\"Content-Security-Policy\"");
    html.append(" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    element("title", "Load test: " + title);
    html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    html.append("<header>\n");
    element("h1", "Load test: " + report.experiment());
    element("p", "%s, %s".formatted(report.url(), report.startedAt()));
    html.append("</header>\n");
  }

  private static String style() {
    try (var in = HtmlPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void verdict() {
    boolean passed = report.verdict().passed();
    html.append("<section class=\"verdict ").append(passed ? "passed" : "failed").append("\">\n");
    element("h2", passed ? "Passed" : "Failed");
    html.append("<table>\n");
    row("th", "Check", "Wanted", "Found", "");
    for (var check : report.verdict().checks()) {
      row("td", check.what(), check.wanted(), check.found(), check.passed() ? "✓" : "✗ failed");
    }
    html.append("</table>\n");
    report.notes().forEach(note -> element("p", note));
    html.append("</section>\n");
  }

  private void figures() {
    html.append("<section>\n<dl class=\"figures\">\n");
    for (var figure : report.figures()) {
      html.append("<div>");
      element("dt", figure.name());
      element("dd", figure.text());
      html.append("</div>\n");
    }
    html.append("</dl>\n</section>\n");
  }

  private void chart(Chart chart) {
    html.append("<section>\n");
    element("h2", "%s (%s)".formatted(chart.title(), chart.unit()));
    html.append("<p class=\"legend\">");
    for (int i = 0; i < chart.lines().size(); i++) {
      html.append("<span class=\"key key").append(i).append("\">");
      html.append(Markup.escaped(chart.lines().get(i).name())).append("</span> ");
    }
    html.append("</p>\n").append(Drawings.of(chart)).append("</section>\n");
  }

  private void latencies() {
    html.append("<section>\n");
    element("h2", "Percentiles (ms)");
    html.append("<table>\n<tr>");
    element("th", "");
    element("th", "count");
    PERCENTILES.forEach(percentile -> element("th", "p" + Numbers.percentile(percentile)));
    element("th", "max");
    html.append("</tr>\n");
    for (var latency : report.latencies()) {
      html.append("<tr>");
      element("td", latency.name());
      element("td", Numbers.count(latency.count()));
      PERCENTILES.forEach(percentile -> element("td", Numbers.measure(latency.at(percentile))));
      element("td", Numbers.measure(latency.highest()));
      html.append("</tr>\n");
    }
    html.append("</table>\n</section>\n");
    for (var latency : report.latencies()) {
      if (latency.count() > 0) {
        html.append("<section>\n");
        element("h2", "Distribution: " + latency.name() + " (ms)");
        html.append(Drawings.of(latency)).append("</section>\n");
      }
    }
  }

  private void counts(String title, Map<String, Long> counts) {
    html.append("<section>\n");
    element("h2", title);
    if (counts.isEmpty()) {
      element("p", "Nothing.");
    } else {
      html.append("<table>\n");
      counts.forEach((name, count) -> row("td", name, Numbers.count(count)));
      html.append("</table>\n");
    }
    html.append("</section>\n");
  }

  private void settings() {
    html.append("<section>\n");
    element("h2", "Settings");
    element("pre", report.command());
    html.append("<table>\n");
    report.settings().forEach((name, value) -> row("td", name, value));
    row("td", "lasted", Numbers.measure(report.seconds()) + " s");
    row("td", "system of the load test", report.machine().system());
    row("td", "Java", report.machine().java());
    row("td", "processors", String.valueOf(report.machine().processors()));
    row("td", "memory", report.machine().memoryMegabytes() + " MB");
    html.append("</table>\n</section>\n");
  }

  private void row(String cell, String... texts) {
    html.append("<tr>");
    for (var text : texts) {
      element(cell, text);
    }
    html.append("</tr>\n");
  }

  private void element(String name, String text) {
    html.append('<').append(name).append('>').append(Markup.escaped(text));
    html.append("</").append(name).append(">");
    if (!name.startsWith("t") && !name.startsWith("d")) {
      html.append('\n');
    }
  }
}
