package io.chatcluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocsTest {

  private static final Pattern TYPE_LINE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(chat_\\w+)` \\| (\\w+) \\| [^|]*\\| (.+) \\|$");

  @Test
  void the_documented_table_is_this_list() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      expected.add(scraped(metric) + " | " + metric.meaning());
    }

    String page = Files.readString(Path.of("../docs/operations.md"));

    assertThat(ROW.matcher(page).results().map(DocsTest::withoutLabels).toList())
        .as("docs/operations.md: a row for each metric, with its name, type, labels and meaning")
        .containsExactlyElementsOf(expected);
  }

  private static String withoutLabels(MatchResult row) {
    return row.group(1) + " " + row.group(2) + " | " + row.group(3);
  }

  /// Name and type as Prometheus gets them.
  private static String scraped(Metric metric) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Meters meters = new Meters(registry);
    switch (metric.type()) {
      case COUNTER -> meters.counter(metric);
      case GAUGE -> meters.gauge(metric, () -> 1);
      case TIMER -> meters.timer(metric);
    }
    return TYPE_LINE
        .matcher(registry.scrape())
        .results()
        .map(type -> type.group(1) + " " + type.group(2))
        .findFirst()
        .orElseThrow();
  }
}
