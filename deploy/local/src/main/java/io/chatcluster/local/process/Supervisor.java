package io.chatcluster.local.process;

import io.chatcluster.local.machine.StartException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Restarts programs that have died, and says so in the log.
///
/// It waits before each start, see [Backoff]. A program that was stopped on purpose is left alone.
public final class Supervisor implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Output output;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean closed;

  public Supervisor(Output output) {
    this.output = output;
  }

  /// Watches programs until this supervisor is closed.
  public void watch(List<? extends Program> programs) {
    for (var program : programs) {
      threads.execute(() -> watch(program));
    }
  }

  private void watch(Program program) {
    var backoff = new Backoff();
    try {
      while (!closed) {
        if (program.child().wanted() && !program.running()) {
          revive(program, backoff.afterLifeOf(program.child().age()));
        }
        Pause.of(LOOK);
      }
    } catch (StartException e) {
      // Interrupted by close: nobody is interested any longer.
      if (!closed) {
        throw e;
      }
    }
  }

  private void revive(Program program, Duration wait) {
    say(
        "%s died (%s); starting it again in %d s"
            .formatted(program.name(), program.child().ending(), wait.toSeconds()));
    Pause.of(wait);
    if (closed || !program.child().wanted()) {
      return;
    }
    try {
      program.start();
      say("%s is up again (pid %d)".formatted(program.name(), program.pid()));
    } catch (StartException | UncheckedIOException e) {
      // The next look tries again.
      if (!closed) {
        say(String.valueOf(e.getMessage()));
      }
    }
  }

  private void say(String text) {
    output.line("cluster", text);
  }

  /// Stops watching; the programs go on.
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
  }
}
