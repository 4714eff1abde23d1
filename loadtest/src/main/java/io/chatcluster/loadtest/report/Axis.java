package io.chatcluster.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// One axis of a plot: where values stand between its ends, and what is marked on it.
///
/// @param low the value at its beginning
/// @param high the value at its end
/// @param log whether equal steps are equal factors
record Axis(double low, double high, boolean log, List<Mark> marks) {
  private static final int MARKS = 5;
  private static final double[] STEPS = {1, 2, 5, 10};
  private static final double LOWEST_MILLIS = 0.01;
  private static final int FINE_DECADES = 2;

  /// A value with its text.
  record Mark(double value, String text) {}

  Axis {
    marks = List.copyOf(marks);
  }

  /// From zero to a round number at or above the highest value.
  static Axis linear(double highest) {
    double step = step(highest > 0 ? highest : 1);
    var marks = new ArrayList<Mark>();
    int count = (int) Math.ceil((highest > 0 ? highest : 1) / step - 1e-9);
    for (int i = 0; i <= count; i++) {
      marks.add(new Mark(i * step, Numbers.brief(i * step)));
    }
    return new Axis(0, count * step, false, marks);
  }

  /// From zero to just the highest value.
  static Axis seconds(double highest) {
    double end = highest > 0 ? highest : 1;
    double step = step(end);
    var marks = new ArrayList<Mark>();
    for (int i = 0; i * step <= end; i++) {
      marks.add(new Mark(i * step, Numbers.brief(i * step) + " s"));
    }
    return new Axis(0, end, false, marks);
  }

  private static double step(double highest) {
    double rough = highest / MARKS;
    double unit = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : STEPS) {
      if (factor * unit >= rough * (1 - 1e-9)) {
        return factor * unit;
      }
    }
    return 10 * unit;
  }

  /// Powers of ten around all values; those at or below zero stand at its beginning.
  static Axis logarithmic(DoubleStream values) {
    var range = values.filter(value -> value > 0).summaryStatistics();
    double lowest = range.getCount() == 0 ? 1 : Math.max(LOWEST_MILLIS, range.getMin());
    double highest = range.getCount() == 0 ? 10 : Math.max(lowest, range.getMax());
    int from = (int) Math.floor(Math.log10(lowest));
    int to = Math.max(from + 1, (int) Math.ceil(Math.log10(highest)));
    var marks = new ArrayList<Mark>();
    for (int decade = from; decade <= to; decade++) {
      double unit = Math.pow(10, decade);
      marks.add(new Mark(unit, Numbers.brief(unit)));
      if (to - from <= FINE_DECADES && decade < to) {
        marks.add(new Mark(2 * unit, Numbers.brief(2 * unit)));
        marks.add(new Mark(5 * unit, Numbers.brief(5 * unit)));
      }
    }
    return new Axis(Math.pow(10, from), Math.pow(10, to), true, marks);
  }

  /// Percentiles, each nine as wide as the one before; its values are [#nines(double)].
  static Axis percentiles(double highest) {
    var marks = new ArrayList<Mark>();
    marks.add(new Mark(0, "0%"));
    marks.add(new Mark(nines(50), "50%"));
    int last = Math.max(1, (int) Math.ceil(nines(highest) - 1e-9));
    for (int n = 1; n <= last; n++) {
      double percentile = 100 - Math.pow(10, 2 - n);
      marks.add(new Mark(n, Numbers.percentile(Math.round(percentile * 1e6) / 1e6) + "%"));
    }
    return new Axis(0, last, false, marks);
  }

  /// How many nines a percentile has: 1 for 90, 2 for 99, 3 for 99.9.
  static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  /// Where a value stands: 0 at the beginning, 1 at the end.
  double place(double value) {
    if (log) {
      double at = Math.log(Math.max(value, low) / low) / Math.log(high / low);
      return Math.clamp(at, 0, 1);
    }
    return Math.clamp((value - low) / (high - low), 0, 1);
  }
}
