package io.chatcluster;

import io.chatcluster.broker.Clocks;
import io.chatcluster.config.Configuration;
import io.chatcluster.config.ConfigurationException;
import io.chatcluster.config.PublicSecrets;
import io.chatcluster.config.Variable;
import java.time.Duration;
import java.util.function.Supplier;

/// Which values go together, and what is said where they do not.
final class SettingsRules {

  /// What a frame puts around a page is much less than the rest of a MiB.
  private static final int LONGEST_PAGE = (1 << 20) - (1 << 14);

  private static final Duration MAX_GUEST_TTL = Duration.ofHours(24);

  private SettingsRules() {}

  /// @throws ConfigurationException with a sentence that names what does not go together
  static void check(Configuration values) {
    requireOwnSecrets(values);
    requireOwnPorts(values);
    require(
        values.number(Variable.LOG_KEEP) <= values.number(Variable.LOG_MAX),
        "CHAT_LOG_KEEP is more than CHAT_LOG_MAX");
    require(
        values.number(Variable.MAX_MESSAGE) + values.number(Variable.MAX_DATA)
            < values.number(Variable.MAX_FRAME),
        "CHAT_MAX_MESSAGE and CHAT_MAX_DATA leave no room for the rest of a frame in"
            + " CHAT_MAX_FRAME");
    Duration quiet = values.time(Variable.ROOM_QUIET);
    require(
        quiet.isZero() || quiet.compareTo(Clocks.remembered(values.time(Variable.ID_WINDOW))) >= 0,
        "CHAT_ROOM_QUIET is less than CHAT_ID_WINDOW and 20s");
    require(
        values.number(Variable.REDIS_MEMORY_PERCENT) <= 100,
        "CHAT_REDIS_MEMORY_PERCENT is more than 100");
    require(
        values.number(Variable.MAX_PAGE) <= LONGEST_PAGE,
        "CHAT_MAX_PAGE is more than " + LONGEST_PAGE + ", and stock clients take 1 MiB in a frame");
    require(
        values.number(Variable.MAX_PAGE) <= values.number(Variable.READ_BYTES),
        "CHAT_MAX_PAGE is more than CHAT_READ_BYTES");
    require(
        values.time(Variable.FLUSH_INTERVAL).compareTo(values.time(Variable.FLUSH_INTERVAL_MAX))
            <= 0,
        "CHAT_FLUSH_INTERVAL is more than CHAT_FLUSH_INTERVAL_MAX");
    require(
        values.time(Variable.GUEST_TTL).compareTo(MAX_GUEST_TTL) <= 0,
        "CHAT_GUEST_TTL is more than 24h");
  }

  private static void requireOwnSecrets(Configuration values) {
    for (Variable variable : Variable.values()) {
      boolean secret =
          switch (variable.form()) {
            case SECRET, REDIS, JDBC -> true;
            case TEXT, FILE, NAME, PORT, COUNT, BYTES, RATE, TIME, FLAG, LEVEL -> false;
          };
      require(
          !secret || values.flag(Variable.DEMO) || !PublicSecrets.holds(values.text(variable)),
          variable.variable()
              + " has a development secret that everybody knows: make one of your own, or say"
              + " CHAT_DEMO=true where nothing is worth protecting");
    }
  }

  private static void requireOwnPorts(Configuration values) {
    requireApart(values, Variable.PORT, Variable.MANAGEMENT_PORT);
    if (!values.text(Variable.PEER_SECRET).isEmpty()) {
      requireApart(values, Variable.PORT, Variable.PEER_PORT);
      requireApart(values, Variable.MANAGEMENT_PORT, Variable.PEER_PORT);
    }
  }

  private static void requireApart(Configuration values, Variable one, Variable other) {
    // Two different addresses of one machine may have the same port.
    require(
        values.number(one) == 0
            || values.number(one) != values.number(other)
            || !host(values, one).equals(host(values, other)),
        one.variable() + " and " + other.variable() + " are the same");
  }

  private static String host(Configuration values, Variable port) {
    return values.text(Variable.valueOf(port.name().replace("PORT", "HOST")));
  }

  private static void require(boolean fits, String sentence) {
    if (!fits) {
      throw new ConfigurationException(sentence);
    }
  }

  /// Turns what a record says about its values into a sentence about the variables they come from.
  static <T> T fitting(String variables, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(variables + ": " + e.getMessage());
    }
  }
}
