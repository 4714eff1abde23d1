package io.chatcluster.local.process;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the lines of all programs go. Called from many threads; an implementation keeps each line
/// whole.
@FunctionalInterface
public interface Output {
  /// Takes one line, without its end, that the program called `source` has written.
  void line(String source, String text);

  /// Every line with its source in front: `n1       | ready`.
  static Output to(PrintStream stream) {
    return (source, text) -> stream.println("%-8s | %s".formatted(source, text));
  }

  /// One file a program, `<directory>/<source>.log`, which is appended to.
  ///
  /// @throws UncheckedIOException if the directory cannot be written
  static Output toFiles(Path directory) {
    return (source, text) -> {
      try {
        Files.createDirectories(directory);
        Files.writeString(
            directory.resolve(source + ".log"),
            text + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /// Drops every line.
  static Output none() {
    return (source, text) -> {};
  }
}
