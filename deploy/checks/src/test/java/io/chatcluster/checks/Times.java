package io.chatcluster.checks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as the files write them.
final class Times {
  private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h)");

  private Times() {}

  /// `90s`, `2m`, `1500ms`; a part of a second counts as a whole one.
  static int seconds(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new AssertionError("'" + text + "' is no time");
    }
    int amount = Integer.parseInt(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> (amount + 999) / 1000;
      case "m" -> amount * 60;
      case "h" -> amount * 3600;
      default -> amount;
    };
  }
}
