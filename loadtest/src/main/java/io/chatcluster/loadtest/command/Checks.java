package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.dial.CannotStartException;
import java.time.Duration;

/// Checks options before anything is done.
final class Checks {
  private Checks() {}

  static void positive(String option, long value) {
    if (value < 1) {
      throw new CannotStartException("%s must be at least 1, not %d".formatted(option, value));
    }
  }

  static void notNegative(String option, long value) {
    if (value < 0) {
      throw new CannotStartException("%s cannot be negative".formatted(option));
    }
  }

  static void between(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new CannotStartException(
          "%s must be between %d and %d, not %d".formatted(option, least, most, value));
    }
  }

  /// At least a second, and in whole seconds.
  static int seconds(String option, Duration time) {
    if (time.toSeconds() < 1 || time.toNanosPart() != 0) {
      throw new CannotStartException("%s is in whole seconds, at least 1s".formatted(option));
    }
    return Math.toIntExact(time.toSeconds());
  }
}
