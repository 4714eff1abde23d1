package io.chatcluster.loadtest.report;

/// One number of a run.
///
/// @param unit for example `ms`; empty for a count
public record Figure(String name, double value, String unit) {

  /// For people.
  public String text() {
    var number = unit.isEmpty() ? Numbers.count(Math.round(value)) : Numbers.measure(value);
    return unit.isEmpty() || Double.isNaN(value) ? number : number + " " + unit;
  }
}
