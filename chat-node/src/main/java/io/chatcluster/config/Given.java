package io.chatcluster.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the environment says about a variable, itself or by the name of a file.
final class Given {

  private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+$");

  private Given() {}

  /// @return null if it says nothing
  /// @throws ConfigurationException if it says two things, or names a file that cannot be read
  static @Nullable String in(Map<String, String> environment, Variable variable) {
    String name = variable.variable();
    String file = environment.get(name + "_FILE");
    if (variable.form() != Form.SECRET || file == null) {
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
}
