package io.chatcluster.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadReportTest {
  @TempDir private Path directory;

  @Test
  void the_json_has_all_of_it() throws Exception {
    var file = directory.resolve("report.json");

    SampleReport.create().writeJson(file);

    var json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.path("format").asInt()).isEqualTo(1);
    assertThat(json.path("experiment").asText()).isEqualTo("fanout");
    assertThat(json.path("verdict").path("passed").asBoolean(true)).isFalse();
    assertThat(json.path("verdict").path("checks").path(0).path("what").asText()).isEqualTo("lost");
    assertThat(json.path("figures").path(0).path("value").asDouble()).isEqualTo(12_345.6);
    var line = json.path("charts").path(0).path("lines").path(0);
    assertThat(line.path("values").path(0).asDouble()).isEqualTo(1.0);
    assertThat(line.path("values").path(1).isNull()).isTrue();
    assertThat(json.path("latencies").path(0).path("count").asInt()).isEqualTo(1_000);
    assertThat(json.path("settings").path(SampleReport.HOSTILE).asText())
        .isEqualTo(SampleReport.HOSTILE);
  }

  @Test
  void percentiles_are_those_of_the_histogram() {
    var micros = new Histogram(3);
    for (int i = 1; i <= 10_000; i++) {
      micros.recordValue(i);
    }

    var latency = Latency.of("x", micros, List.of());

    // Not the next step of the curve: what a verdict says and what a table says are one number.
    for (double percentile : new double[] {50, 90, 95, 99, 99.9, 99.99, 100}) {
      assertThat(latency.at(percentile))
          .isEqualTo(micros.getValueAtPercentile(percentile) / 1_000.0);
    }
    assertThat(latency.highest()).isBetween(10.0, 10.01);
    assertThat(Latency.of("x", new Histogram(3), List.of()).at(99)).isNaN();
  }

  @Test
  void a_verdict_says_what_was_not_as_wanted() {
    var good = Check.atMost("lost", 0, 0);
    var bad = Check.atMost("duplicates", 0, 1_234);

    assertThat(Verdict.of(List.of(good)).line()).isEqualTo("PASS: lost none");
    assertThat(Verdict.of(List.of(good, bad)).line())
        .isEqualTo("FAIL: duplicates 1,234 (wanted: none)");
  }

  @Test
  void numbers_have_as_many_digits_as_mean_something() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Numbers.measure(12_345.678)).isEqualTo("12,346");
      assertThat(Numbers.measure(12.345)).isEqualTo("12.3");
      assertThat(Numbers.measure(1.2345)).isEqualTo("1.23");
      assertThat(Numbers.measure(0.01234)).isEqualTo("0.012");
      assertThat(Numbers.measure(7)).isEqualTo("7");
      assertThat(Numbers.measure(Double.NaN)).isEqualTo("–");
      assertThat(Numbers.brief(0.5)).isEqualTo("0.5");
      assertThat(Numbers.brief(0.01)).isEqualTo("0.01");
      assertThat(Numbers.brief(20)).isEqualTo("20");
      assertThat(Numbers.brief(1_000)).isEqualTo("1,000");
      assertThat(Numbers.percentile(99)).isEqualTo("99");
      assertThat(Numbers.percentile(99.99)).isEqualTo("99.99");
      assertThat(Numbers.plain(-0.001)).isEqualTo("0.00");
    } finally {
      Locale.setDefault(before);
    }
  }
}
