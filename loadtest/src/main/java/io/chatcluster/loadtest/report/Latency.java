package io.chatcluster.loadtest.report;

import java.util.ArrayList;
import java.util.List;
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

  /// So many percent took at most so long.
  public record Point(double percentile, double millis) {}

  public Latency {
    limits = List.copyOf(limits);
    percentiles = List.copyOf(percentiles);
  }

  /// Of a histogram of micros.
  public static Latency of(String name, Histogram micros, List<Limit> limits) {
    var points = new ArrayList<Point>();
    double highest = -1;
    for (var step : micros.percentiles(POINTS_PER_HALVING)) {
      double percentile = step.getPercentileLevelIteratedTo();
      if (micros.getTotalCount() > 0 && percentile > highest) {
        points.add(new Point(percentile, step.getValueIteratedTo() / MICROS_PER_MILLI));
        highest = percentile;
      }
    }
    return new Latency(name, micros.getTotalCount(), limits, points);
  }

  /// The time that so many percent stay at or below; NaN if it was never measured.
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
