package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.report.Check;
import io.chatcluster.loadtest.report.Limit;
import io.chatcluster.loadtest.report.Numbers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A latency that is wanted: `p99=250ms`, `p99.9=1s`, `max=2s`.
///
/// @param percentile 100 for the longest
record Slo(double percentile, Duration limit) {
  private static final Pattern FORM = Pattern.compile("(?:p(\\d{1,2}(?:\\.\\d{1,4})?)|max)=(.+)");
  private static final double ALL = 100;
  private static final double MICROS_PER_MILLI = 1_000;

  static Slo parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException("'%s' is not like p99=250ms or max=1s".formatted(text));
    }
    double percentile = form.group(1) == null ? ALL : Double.parseDouble(form.group(1));
    return new Slo(percentile, Times.parse(form.group(2)));
  }

  /// For picocli.
  static final class Converter implements ITypeConverter<Slo> {
    @Override
    public Slo convert(String text) {
      return parse(text);
    }
  }

  /// As it was written.
  String text() {
    return name() + "=" + Times.text(limit);
  }

  private String name() {
    return percentile == ALL ? "max" : "p" + Numbers.percentile(percentile);
  }

  Limit line() {
    return new Limit(text(), limit.toNanos() / 1e6);
  }

  /// Compares a histogram of microseconds; what was never measured does not pass.
  ///
  /// @param what for example `delivery`
  Check check(String what, Histogram micros) {
    boolean measured = micros.getTotalCount() > 0;
    double millis = micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    return new Check(
        what + " " + name(),
        "at most " + Times.text(limit),
        measured ? Numbers.measure(millis) + " ms" : "not measured",
        measured && millis <= limit.toNanos() / 1e6);
  }
}
