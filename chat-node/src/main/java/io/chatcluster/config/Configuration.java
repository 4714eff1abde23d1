package io.chatcluster.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The values of all variables; an instance that exists is valid.
public final class Configuration {

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{0,32}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern RATE = Pattern.compile("0|([1-9]\\d{0,8})/([1-9]\\d{0,8})");
  private static final Pattern NOUGHT = Pattern.compile("0+[a-z]*");
  private static final Pattern REDIS = Pattern.compile("rediss?://[^\\s/]+(/\\S*)?");
  private static final Pattern JDBC = Pattern.compile("jdbc:postgresql://[^\\s/]+/\\S+");
  private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+$");
  private static final int MAX_PORT = 65_535;

  private final Map<Variable, String> values;

  private Configuration(Map<Variable, String> values) {
    this.values = values;
  }

  /// Reads and checks all variables.
  ///
  /// @throws ConfigurationException with a sentence for each bad one
  public static Configuration read(Map<String, String> environment) {
    return read(environment, EnumSet.allOf(Variable.class));
  }

  /// Reads and checks all variables, of which only some are required.
  ///
  /// @param needed those of the required variables that matter here
  /// @throws ConfigurationException with a sentence for each bad one
  public static Configuration read(Map<String, String> environment, Set<Variable> needed) {
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    List<String> faults = new ArrayList<>();
    for (Variable variable : Variable.values()) {
      try {
        String given = given(variable, environment);
        if (given == null && variable.required() && needed.contains(variable)) {
          throw new ConfigurationException(variable.variable() + " is missing");
        }
        String value = given == null ? variable.defaultValue() : given;
        if (given != null || !variable.required()) {
          check(variable, value);
        }
        values.put(variable, value);
      } catch (ConfigurationException e) {
        faults.add(e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(String.join("; ", faults));
    }
    return new Configuration(values);
  }

  private static @Nullable String given(Variable variable, Map<String, String> environment) {
    String name = variable.variable();
    String file = environment.get(name + "_FILE");
    if (variable.kind() != Variable.Kind.SECRET || file == null) {
      return withoutLineBreak(environment.get(name));
    }
    if (environment.containsKey(name)) {
      throw new ConfigurationException(name + " and " + name + "_FILE are both set");
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      // The value is left out: somebody may have put the secret itself there.
      throw new ConfigurationException(name + "_FILE names no file that can be read");
    }
  }

  /// Kubernetes passes on the line break at the end of a Secret's file as part of the value.
  private static @Nullable String withoutLineBreak(@Nullable String value) {
    return value == null ? null : LINE_BREAKS.matcher(value).replaceFirst("");
  }

  private static void check(Variable variable, String value) {
    String name = variable.variable();
    boolean good =
        switch (variable.kind()) {
          case TEXT, SECRET -> true;
          case FILE -> value.isEmpty() || readable(value);
          case REDIS -> REDIS.matcher(value).matches();
          case JDBC -> JDBC.matcher(value).matches();
          case NAME -> NAME.matcher(value).matches();
          case PORT -> NUMBER.matcher(value).matches() && Integer.parseInt(value) <= MAX_PORT;
          case COUNT, BYTES -> NUMBER.matcher(value).matches();
          case RATE -> RATE.matcher(value).matches();
          case TIME -> TIME.matcher(value).matches();
          case FLAG -> value.equals("true") || value.equals("false");
          case LEVEL -> value.equals("durable") || value.equals("logged");
        };
    if (!good) {
      throw new ConfigurationException(
          "%s is '%s', which is not %s"
              .formatted(name, Masked.address(value), form(variable.kind())));
    }
    boolean amount =
        switch (variable.kind()) {
          case COUNT, BYTES, TIME -> true;
          case TEXT, REDIS, JDBC, SECRET, FILE, NAME, PORT, RATE, FLAG, LEVEL -> false;
        };
    if (amount && !variable.mayBeZero() && NOUGHT.matcher(value).matches()) {
      throw new ConfigurationException("%s is '%s', which is too little".formatted(name, value));
    }
  }

  private static boolean readable(String path) {
    try {
      return Files.isRegularFile(Path.of(path)) && Files.isReadable(Path.of(path));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static String form(Variable.Kind kind) {
    return switch (kind) {
      case TEXT, SECRET -> "text";
      case FILE -> "a file that can be read";
      case REDIS -> "an address such as redis://host:6379 or rediss://host:6379";
      case JDBC -> "an address such as jdbc:postgresql://host:5432/database";
      case NAME -> "a name of 1 to 32 of A-Z a-z 0-9 _ -";
      case PORT -> "a port, 0 to " + MAX_PORT;
      case COUNT -> "a whole number";
      case BYTES -> "a number of bytes";
      case RATE -> "a rate such as 20/100 (20 a second, 100 at once) or 0 (no limit)";
      case TIME -> "a time such as 500ms, 30s, 10m or 12h";
      case FLAG -> "true or false";
      case LEVEL -> "durable or logged";
    };
  }

  public String text(Variable variable) {
    return value(variable);
  }

  public int number(Variable variable) {
    return Integer.parseInt(value(variable));
  }

  /// Of a rate: how many a second; 0 for no limit.
  public int perSecond(Variable variable) {
    return part(variable, 1);
  }

  /// Of a rate: how many at once; 0 for no limit.
  public int atOnce(Variable variable) {
    return part(variable, 2);
  }

  private int part(Variable variable, int group) {
    Matcher matcher = RATE.matcher(value(variable));
    if (!matcher.matches()) {
      throw new IllegalStateException(variable + " is no rate");
    }
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }

  public boolean flag(Variable variable) {
    return Boolean.parseBoolean(value(variable));
  }

  public Duration time(Variable variable) {
    Matcher matcher = TIME.matcher(value(variable));
    if (!matcher.matches()) {
      throw new IllegalStateException(variable + " is no time");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private String value(Variable variable) {
    String value = values.get(variable);
    if (value == null) {
      throw new IllegalStateException(variable + " was never read");
    }
    return value;
  }

  /// One line for the log; secrets are masked.
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    for (Variable variable : Variable.values()) {
      String value = value(variable);
      boolean secret = variable.kind() == Variable.Kind.SECRET && !value.isEmpty();
      line.append(line.isEmpty() ? "" : " ").append(variable.variable()).append('=');
      line.append(secret ? "***" : Masked.address(value));
    }
    return line.toString();
  }
}
