package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.report.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Makes lines of moments.
final class Courses {
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double ALL = 100;

  private Courses() {}

  static <M> Line line(String name, List<M> moments, ToDoubleFunction<M> value) {
    var values = new ArrayList<@Nullable Double>();
    for (var moment : moments) {
      values.add(value.applyAsDouble(moment));
    }
    return new Line(name, values);
  }

  /// The p50, the p99 and the highest of each moment, in milliseconds.
  static <M> List<Line> percentiles(List<M> moments, Function<M, Histogram> micros) {
    return List.of(
        percentile("p50", moments, micros, 50),
        percentile("p99", moments, micros, 99),
        percentile("max", moments, micros, ALL));
  }

  private static <M> Line percentile(
      String name, List<M> moments, Function<M, Histogram> micros, double percentile) {
    var values = new ArrayList<@Nullable Double>();
    for (var moment : moments) {
      var histogram = micros.apply(moment);
      values.add(
          histogram.getTotalCount() == 0
              ? null
              : Double.valueOf(histogram.getValueAtPercentile(percentile) / MICROS_PER_MILLI));
    }
    return new Line(name, values);
  }
}
