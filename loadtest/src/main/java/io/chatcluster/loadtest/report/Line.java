package io.chatcluster.loadtest.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One course over the points of a chart.
///
/// @param values one for each point; null where there was nothing to measure
public record Line(String name, List<@Nullable Double> values) {
  public Line {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}
