package io.chatcluster.loadtest.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that one run has shown.
///
/// @param format of the JSON; another number if what is there now changes its meaning
/// @param experiment `fanout`, `connect` or `idle`
/// @param command makes the same run again
/// @param startedAt ISO 8601, UTC
/// @param settings all options, in the order in which they are shown
/// @param figures the most important one first
/// @param errors what went wrong, by what it was called
/// @param notes what a reader should know before believing the numbers
public record LoadReport(
    int format,
    String experiment,
    String url,
    String command,
    String startedAt,
    double seconds,
    Verdict verdict,
    Map<String, String> settings,
    List<Figure> figures,
    List<Chart> charts,
    List<Latency> latencies,
    Map<String, Long> errors,
    List<String> notes,
    Machine machine) {

  /// What this code writes.
  public static final int FORMAT = 1;

  public LoadReport {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    figures = List.copyOf(figures);
    charts = List.copyOf(charts);
    latencies = List.copyOf(latencies);
    errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    notes = List.copyOf(notes);
  }

  /// Writes it as JSON: these very components.
  public void writeJson(Path file) throws IOException {
    Files.writeString(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /// Writes it as one HTML page.
  public void writeHtml(Path file) throws IOException {
    Files.writeString(file, new HtmlPage(this).text());
  }
}
