package io.chatcluster.local.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs on this machine: where to find them, and what they answer.
public final class Executables {
  /// Servers are often installed where an ordinary user's PATH does not reach.
  private static final List<String> ALSO =
      List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/opt/homebrew/bin", "/usr/local/bin");

  private Executables() {}

  /// The first executable of that name on the PATH, or where servers are usually installed.
  public static Optional<Path> find(String name) {
    var path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return Stream.concat(Stream.of(path), ALSO.stream())
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /// Runs a short command to its end.
  ///
  /// @throws StartException if it cannot be run at all
  public static Result run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output.strip());
    } catch (IOException e) {
      throw new StartException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while running " + command.getFirst(), e);
    }
  }

  /// How a command ended, and all it wrote.
  public record Result(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }
}
