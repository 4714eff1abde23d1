package io.chatcluster.loadtest.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// How long something took, as percentiles.
///
/// @param count how often it was measured
/// @param limits what is wanted of it; may be empty
/// @param percentiles from the lowest to the highest; empty if it was never measured
public record Latency(String name, long count, List<Limit> limits, List<Point> percentiles) {
  private static final double MICROS_PER_MILLI = 1_000;
  private static final int POINTS_PER_HALVING = 5;
  private static final double ALL = 100;

  /// Exact ones, between the steps of a curve.
  private static final List<Double> ASKED_FOR = List.of(50.0, 90.0, 95.0, 99.0, 99.9, 99.99, ALL);

  /// This percentage took at most this long.
  public record Point(double percentile, double millis) {}

  public Latency {
    limits = List.copyOf(limits);
    percentiles = List.copyOf(percentiles);
  }

  /// Of a histogram of micros.
  public static Latency of(String name, Histogram micros, List<Limit> limits) {
    var points = new TreeMap<Double, Point>();
    if (micros.getTotalCount() > 0) {
      for (var step : micros.percentiles(POINTS_PER_HALVING)) {
        put(points, micros, step.getPercentileLevelIteratedTo());
      }
      ASKED_FOR.forEach(percentile -> put(points, micros, percentile));
    }
    return new Latency(name, micros.getTotalCount(), limits, List.copyOf(points.values()));
  }

  private static void put(Map<Double, Point> points, Histogram micros, double percentile) {
    points.put(
        percentile,
        new Point(percentile, micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI));
  }

  /// The time at or below which that percentage stays; NaN if it was never measured.
  public double at(double percentile) {
    for (var point : percentiles) {
      if (point.percentile() >= percentile) {
        return point.millis();
      }
    }
    return Double.NaN;
  }

  /// The longest; NaN if it was never measured.
  public double highest() {
    return at(ALL);
  }
}
