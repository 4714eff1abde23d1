package io.chatcluster.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void a_linear_axis_begins_at_zero_and_ends_at_a_round_number_above_all_values() {
    for (double highest = 0.001; highest < 1e9; highest *= 1.37) {
      var axis = Axis.linear(highest);

      assertThat(axis.low()).isZero();
      assertThat(axis.high()).isBetween(highest * 0.999, highest * 2.1);
      assertThat(axis.marks()).hasSizeBetween(3, 7);
    }
    assertThat(Axis.linear(0).high()).isPositive();
  }

  @Test
  void equal_factors_are_equal_steps_on_a_logarithmic_axis() {
    var axis = Axis.logarithmic(DoubleStream.of(0, 3, 250));

    assertThat(axis.low()).isEqualTo(1);
    assertThat(axis.high()).isEqualTo(1_000);
    assertThat(axis.place(10)).isCloseTo(1 / 3.0, within());
    assertThat(axis.place(100)).isCloseTo(2 / 3.0, within());
    assertThat(axis.place(0)).isZero();
    assertThat(axis.place(1e9)).isEqualTo(1);
  }

  @Test
  void without_values_there_is_still_an_axis() {
    assertThat(Axis.logarithmic(DoubleStream.empty()).marks()).isNotEmpty();
    assertThat(Axis.seconds(0).marks()).isNotEmpty();
    assertThat(Axis.percentiles(0).marks()).isNotEmpty();
  }

  @Test
  void each_nine_is_as_wide_as_the_one_before() {
    var axis = Axis.percentiles(99.9);

    assertThat(axis.place(Axis.nines(90))).isCloseTo(1 / 3.0, within());
    assertThat(axis.place(Axis.nines(99))).isCloseTo(2 / 3.0, within());
    assertThat(axis.place(Axis.nines(99.9))).isCloseTo(1, within());
    assertThat(axis.marks().stream().map(Axis.Mark::text))
        .containsExactly("0%", "50%", "90%", "99%", "99.9%");
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-9);
  }
}
