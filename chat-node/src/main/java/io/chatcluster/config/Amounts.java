package io.chatcluster.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values that have a unit: times and rates.
final class Amounts {

  static final String TIME = "(\\d{1,9})(ms|s|m|h)";
  static final String RATE = "0|([1-9]\\d{0,8})/([1-9]\\d{0,8})";

  private static final Pattern TIMES = Pattern.compile(TIME);
  private static final Pattern RATES = Pattern.compile(RATE);

  private Amounts() {}

  static Duration time(String value) {
    Matcher time = matched(TIMES, value);
    long amount = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /// How many a second; 0 for no limit.
  static int perSecond(String rate) {
    return part(rate, 1);
  }

  /// How many at once; 0 for no limit.
  static int atOnce(String rate) {
    return part(rate, 2);
  }

  private static int part(String rate, int group) {
    String part = matched(RATES, rate).group(group);
    return part == null ? 0 : Integer.parseInt(part);
  }

  private static Matcher matched(Pattern form, String value) {
    Matcher matcher = form.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalStateException("not of the form " + form + ": " + value);
    }
    return matcher;
  }
}
