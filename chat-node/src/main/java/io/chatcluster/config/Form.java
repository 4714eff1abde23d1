package io.chatcluster.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the value of a variable may look like.
public enum Form {
  TEXT("text", ".*"),
  /// An address of Redis.
  REDIS("an address such as redis://host:6379 or rediss://host:6379", "rediss?://[^\\s/]+(/\\S*)?"),
  /// An address of PostgreSQL.
  JDBC(
      "an address such as jdbc:postgresql://host:5432/database", "jdbc:postgresql://[^\\s/]+/\\S+"),
  /// Like text, but never printed; `<name>_FILE` may name a file that holds it.
  SECRET("text", ".*"),
  /// The path of a file that can be read.
  FILE("a file that can be read", ".*"),
  NAME("a name of 1 to 32 of A-Z a-z 0-9 _ -", "[A-Za-z0-9_-]{0,32}"),
  PORT("a port, 0 to 65535", "\\d{1,9}"),
  COUNT("a whole number", "\\d{1,9}"),
  BYTES("a number of bytes", "\\d{1,9}"),
  /// How many a second and, after a slash, how many at once; 0 for no limit.
  RATE("a rate such as 20/100 (20 a second, 100 at once) or 0 (no limit)", Amounts.RATE),
  /// A number with `ms`, `s`, `m` or `h`.
  TIME("a time such as 500ms, 30s, 10m or 12h", Amounts.TIME),
  FLAG("true or false", "true|false"),
  LEVEL("durable or logged", "durable|logged");

  private static final int MAX_PORT = 65_535;

  private final String sentence;
  private final Pattern pattern;

  Form(String sentence, String pattern) {
    this.sentence = sentence;
    this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
  }

  public String wire() {
    return this == REDIS || this == JDBC ? "url" : name().toLowerCase(Locale.ROOT);
  }

  /// What a value of this form is, for whoever has given another.
  String sentence() {
    return sentence;
  }

  boolean fits(String value) {
    return pattern.matcher(value).matches()
        && (this != PORT || Integer.parseInt(value) <= MAX_PORT)
        && (this != FILE || value.isEmpty() || isReadable(value));
  }

  private static boolean isReadable(String path) {
    try {
      return Files.isRegularFile(Path.of(path)) && Files.isReadable(Path.of(path));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /// Whether a variable of this form says how much or how long, so that zero may switch something
  /// off.
  boolean isAmount() {
    return switch (this) {
      case COUNT, BYTES, TIME -> true;
      case TEXT, REDIS, JDBC, SECRET, FILE, NAME, PORT, RATE, FLAG, LEVEL -> false;
    };
  }
}
