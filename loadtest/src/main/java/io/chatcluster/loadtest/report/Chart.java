package io.chatcluster.loadtest.report;

import java.util.List;

/// Courses over time that share one unit.
///
/// @param unit of all values
/// @param scale of the values
/// @param seconds since the beginning, one for each point
/// @param limits what is wanted of them; may be empty
public record Chart(
    String title,
    String unit,
    Scale scale,
    List<Double> seconds,
    List<Line> lines,
    List<Limit> limits) {

  /// How values are spread over the height.
  public enum Scale {
    /// From zero, evenly.
    LINEAR,
    /// Each step is a factor: for times, which differ by more than that.
    LOGARITHMIC
  }

  public Chart {
    seconds = List.copyOf(seconds);
    lines = List.copyOf(lines);
    limits = List.copyOf(limits);
    for (var line : lines) {
      if (line.values().size() != seconds.size()) {
        throw new IllegalArgumentException(
            "%s has %d values at %d points"
                .formatted(line.name(), line.values().size(), seconds.size()));
      }
    }
  }
}
