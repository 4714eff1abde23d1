package io.chatcluster.local.process;

import io.chatcluster.local.machine.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Remembers the process that last ran in a directory, so that the next one never runs beside it.
///
/// After a launcher was killed with -9 its programs need some seconds to go. Two Redis servers on
/// one append-only file would ruin it, so a start first waits for the earlier process, and ends it
/// if it does not go by itself.
record PidFile(Path path) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  void write(ProcessHandle process) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, process.pid() + " " + startOf(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns when the earlier process, if there is one, is gone.
  void awaitPrevious() {
    previous().ifPresent(PidFile::awaitEnd);
  }

  private Optional<ProcessHandle> previous() {
    try {
      var words = Files.readString(path).strip().split(" ", 2);
      // The start time tells the process from a stranger who was given its number later.
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(process -> words.length > 1 && startOf(process).equals(words[1]));
    } catch (NoSuchFileException | NumberFormatException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for process " + process.pid(), e);
    }
  }

  private static String startOf(ProcessHandle process) {
    return String.valueOf(process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }
}
