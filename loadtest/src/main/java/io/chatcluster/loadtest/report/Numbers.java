package io.chatcluster.loadtest.report;

import java.util.Locale;

/// Numbers for people, written the same on every machine.
public final class Numbers {
  private static final double NO_FRACTION_FROM = 100;
  private static final double ONE_DIGIT_FROM = 10;
  private static final double THREE_DIGITS_BELOW = 0.1;

  private Numbers() {}

  /// A count: `12,345`.
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// A measured number, with about three significant digits: `1,234`, `12.3`, `1.23`.
  public static String measure(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size >= NO_FRACTION_FROM || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= ONE_DIGIT_FROM) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return String.format(Locale.ROOT, size < THREE_DIGITS_BELOW ? "%.3f" : "%.2f", value);
  }

  /// A round number, without zeros that mean nothing: `0.5`, `20`.
  static String brief(double value) {
    var text = measure(value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /// A percentile: `99`, `99.9`, `99.99`.
  public static String percentile(double value) {
    return value == Math.rint(value) ? String.valueOf(Math.round(value)) : String.valueOf(value);
  }

  /// A number for a program, with few digits.
  static String plain(double value) {
    var text = String.format(Locale.ROOT, "%.2f", value);
    return text.equals("-0.00") ? "0.00" : text;
  }
}
