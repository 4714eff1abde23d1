package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class SloTest {
  private final Histogram micros = new Histogram(3);

  @Test
  void a_percentile_is_compared_with_its_limit() {
    // 98 that took a millisecond, two that took a second.
    micros.recordValueWithCount(1_000, 98);
    micros.recordValueWithCount(1_000_000, 2);

    assertThat(Slo.parse("p98=10ms").check("delivery", micros).passed()).isTrue();
    var p99 = Slo.parse("p99=10ms").check("delivery", micros);
    assertThat(p99.passed()).isFalse();
    assertThat(p99.what()).isEqualTo("delivery p99");
    assertThat(p99.wanted()).isEqualTo("at most 10ms");
    assertThat(Slo.parse("max=2s").check("delivery", micros).passed()).isTrue();
    assertThat(Slo.parse("max=900ms").check("delivery", micros).passed()).isFalse();
  }

  @Test
  void what_was_never_measured_is_not_in_time() {
    var check = Slo.parse("p50=1h").check("ping", micros);

    assertThat(check.passed()).isFalse();
    assertThat(check.found()).isEqualTo("not measured");
  }

  @Test
  void it_is_written_as_it_was_read() {
    for (var text : new String[] {"p99=250ms", "p99.9=1s", "max=2s", "p50=10m"}) {
      assertThat(Slo.parse(text).text()).isEqualTo(text);
    }
  }

  @Test
  void anything_else_is_refused() {
    for (var text : new String[] {"", "p99", "p100=1s", "99=1s", "p99=soon", "max=-1s", "p=1s"}) {
      assertThatThrownBy(() -> Slo.parse(text)).isInstanceOf(TypeConversionException.class);
    }
  }
}
