package io.chatcluster.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The plots of a report.
final class Drawings {
  private static final int MOST_POINTS = 600;
  private static final double HIGHEST_PERCENTILE = 99.9999;

  private Drawings() {}

  /// Courses over time; of a long run the highest value of each group of points.
  static String of(Chart chart) {
    int group = Math.max(1, (chart.seconds().size() + MOST_POINTS - 1) / MOST_POINTS);
    var seconds = lastOfEach(chart.seconds(), group);
    var lines = chart.lines().stream().map(line -> thinned(line, group)).toList();
    var values = lines.stream().flatMap(line -> line.values().stream());
    var wanted = chart.limits().stream().map(Limit::value);
    var up = axis(chart.scale(), Stream.concat(values, wanted));
    var plot = new Plot(chart.title(), Axis.seconds(seconds.isEmpty() ? 0 : seconds.getLast()), up);
    chart.limits().forEach(plot::limit);
    for (int i = 0; i < lines.size(); i++) {
      plot.line(i, points(seconds, lines.get(i)));
    }
    for (int i = 0; i < seconds.size(); i++) {
      plot.strip(i == 0 ? 0 : seconds.get(i - 1), seconds.get(i), told(chart, seconds, lines, i));
    }
    return plot.text();
  }

  private static Axis axis(Chart.Scale scale, Stream<@Nullable Double> values) {
    DoubleStream all =
        values
            .filter(Objects::nonNull)
            .mapToDouble(value -> value)
            .filter(value -> !Double.isNaN(value));
    return switch (scale) {
      case LINEAR -> Axis.linear(all.max().orElse(0));
      case LOGARITHMIC -> Axis.logarithmic(all);
    };
  }

  private static List<Double> lastOfEach(List<Double> all, int group) {
    var last = new ArrayList<Double>();
    for (int i = 0; i < all.size(); i += group) {
      last.add(all.get(Math.min(all.size(), i + group) - 1));
    }
    return last;
  }

  private static Line thinned(Line line, int group) {
    var highest = new ArrayList<@Nullable Double>();
    var all = line.values();
    for (int i = 0; i < all.size(); i += group) {
      highest.add(highest(all.subList(i, Math.min(all.size(), i + group))));
    }
    return new Line(line.name(), highest);
  }

  private static @Nullable Double highest(List<@Nullable Double> values) {
    Double highest = null;
    for (Double value : values) {
      if (value != null && (highest == null || value > highest)) {
        highest = value;
      }
    }
    return highest;
  }

  private static List<Plot.Point> points(List<Double> seconds, Line line) {
    var points = new ArrayList<Plot.Point>();
    for (int i = 0; i < seconds.size(); i++) {
      points.add(new Plot.Point(seconds.get(i), line.values().get(i)));
    }
    return points;
  }

  private static String told(Chart chart, List<Double> seconds, List<Line> lines, int i) {
    var values =
        lines.stream()
            .map(
                line -> {
                  Double value = line.values().get(i);
                  return line.name() + " " + (value == null ? "–" : Numbers.measure(value));
                })
            .collect(Collectors.joining("\n"));
    return "%s s (%s)%n%s".formatted(Numbers.measure(seconds.get(i)), chart.unit(), values);
  }

  /// The time within which each share was done.
  static String of(Latency latency) {
    var points =
        latency.percentiles().stream()
            .filter(point -> point.percentile() <= HIGHEST_PERCENTILE)
            .toList();
    var values = points.stream().mapToDouble(Latency.Point::millis);
    var wanted = latency.limits().stream().mapToDouble(Limit::value);
    double highest = points.isEmpty() ? 0 : points.getLast().percentile();
    var plot =
        new Plot(
            latency.name(),
            Axis.percentiles(highest),
            Axis.logarithmic(DoubleStream.concat(values, wanted)));
    latency.limits().forEach(plot::limit);
    plot.line(
        0,
        points.stream()
            .map(point -> new Plot.Point(Axis.nines(point.percentile()), point.millis()))
            .toList());
    double before = 0;
    for (var point : points) {
      double at = Axis.nines(point.percentile());
      var share = Numbers.percentile(Math.round(point.percentile() * 1e4) / 1e4);
      plot.strip(before, at, share + "%: at most " + Numbers.measure(point.millis()) + " ms");
      before = at;
    }
    return plot.text();
  }
}
