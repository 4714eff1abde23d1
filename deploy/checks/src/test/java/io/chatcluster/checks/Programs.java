package io.chatcluster.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Programs of this machine.
final class Programs {
  private static final long PATIENCE_SECONDS = 60;

  /// What a program wrote, to both its outputs, and how it ended.
  record Result(int code, String output) {}

  private Programs() {}

  /// Also where an ordinary user's PATH does not look.
  static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Arrays.stream(path.split(":", -1)), Stream.of("/usr/local/sbin", "/usr/sbin", "/sbin"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A program without which a check says nothing. Where it is missing it is installed, if this
  /// machine lets us; else the check is not run, except on CI, where it fails.
  static Path required(String name) {
    Optional<Path> found = find(name);
    Path installer = Checkout.file("deploy/local/install.sh");
    if (found.isEmpty() && Files.exists(installer)) {
      run(Map.of(), "/bin/sh", installer.toString(), name);
      found = find(name);
    }
    if (found.isEmpty() && System.getenv("CI") == null) {
      Assumptions.abort("NOT CHECKED: " + name + " is not on this machine");
    }
    return found.orElseThrow(() -> new AssertionError(name + " is not on this machine"));
  }

  /// Runs a program to its end.
  static Result run(Map<String, String> environment, String... command) {
    return run(environment, List.of(command));
  }

  static Result run(Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile("check", ".log");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(command + " does not end");
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
