package io.chatcluster.local.process;

import io.chatcluster.local.machine.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The process of one program, over all its restarts.
///
/// It runs under a [Guard], so it ends with the JVM that started it even if that JVM is killed with
/// -9. Safe to use from many threads: starts wait for each other, everything else acts on the
/// process there is at that moment and never waits for a start.
public final class Child {
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private final String name;
  private final Output output;
  private final Guard guard;
  private final PidFile pidFile;
  private final LastLine lastLine = new LastLine();
  private volatile @Nullable Process process;
  private volatile Instant startedAt = Instant.EPOCH;

  /// Whether somebody wants it to run: a supervisor restarts a dead program only then.
  private volatile boolean wanted;

  private volatile boolean closed;

  public Child(String name, Path directory, Guard guard, Output output) {
    this.name = name;
    this.output = output;
    this.guard = guard;
    this.pidFile = new PidFile(directory.resolve(name + ".pid"));
  }

  /// Starts the process, unless it runs, and returns once it serves.
  ///
  /// @throws StartException if it ends before it serves, or does not serve in time (it is killed
  /// then)
  public synchronized void start(Launch launch) {
    if (running()) {
      return;
    }
    pidFile.awaitPrevious();
    var started = spawn(launch);
    // A close that came while the process was being made did not see it.
    if (closed) {
      kill();
      throw new StartException(name + " was not started: the cluster is stopping");
    }
    awaitReady(started, launch);
  }

  private Process spawn(Launch launch) {
    if (closed) {
      throw new StartException(name + " was not started: the cluster is stopping");
    }
    try {
      Files.createDirectories(launch.directory());
      var builder = new ProcessBuilder(guard.around(launch.command()));
      builder.directory(launch.directory().toFile()).redirectErrorStream(true);
      builder.environment().putAll(launch.environment());
      var started = builder.start();
      process = started;
      startedAt = Instant.now();
      wanted = true;
      pidFile.write(started.toHandle());
      // Reading a pipe pins the carrier of a virtual thread: a few quiet programs would leave none
      // for anybody else.
      Thread.ofPlatform().daemon().name(name + "-output").start(() -> pump(started));
      return started;
    } catch (IOException e) {
      throw new StartException(name + " could not be started: " + e.getMessage(), e);
    }
  }

  private void pump(Process of) {
    try (BufferedReader lines = of.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        lastLine.remember(line);
        output.line(name, line);
      }
    } catch (IOException | UncheckedIOException _) {
      // The pipe of a killed process may close in the middle of a line.
    }
  }

  private void awaitReady(Process started, Launch launch) {
    var deadline = Instant.now().plus(launch.patience());
    while (!launch.ready().getAsBoolean()) {
      if (!started.isAlive()) {
        throw new StartException(
            "%s ended before it served (%s): %s".formatted(name, ending(), lastLine.await()));
      }
      if (Instant.now().isAfter(deadline)) {
        kill();
        throw new StartException(
            "%s did not serve within %d s: %s"
                .formatted(name, launch.patience().toSeconds(), lastLine.await()));
      }
      Pause.of(POLL);
    }
  }

  /// Asks it to stop, waits, and kills it if it does not go in time. Nothing happens if it does not
  /// run.
  public void stop() {
    stop(guard.stopSignal());
  }

  /// Like [#stop()], with a signal of the caller's choice, for example `INT`.
  public void stop(String signal) {
    wanted = false;
    var running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    signal("CONT");
    signal(signal);
    if (!awaitEnd(running, guard.grace())) {
      killGroup(running);
    }
  }

  /// Asks it to stop and does not wait; a supervisor leaves it alone from now on.
  public void leave() {
    wanted = false;
    signal(guard.stopSignal());
  }

  /// Stops it for good: no start succeeds afterwards.
  public void close() {
    closed = true;
    stop();
  }

  /// Kills it and everything it has started with -9, and returns when all are gone. To a supervisor
  /// it has died.
  public void kill() {
    var running = process;
    if (running != null) {
      killGroup(running);
    }
  }

  private void killGroup(Process running) {
    // Some programs give their processes sessions of their own, so the group alone is not all.
    List<ProcessHandle> descendants = running.descendants().toList();
    Signals.send("KILL", -running.pid());
    running.destroyForcibly();
    awaitEnd(running, AFTER_KILL);
    for (var descendant : descendants) {
      descendant.destroyForcibly();
      descendant.onExit().orTimeout(AFTER_KILL.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  /// Sends a signal, for example `STOP`, to the process itself; nothing happens if it does not run.
  public void signal(String signal) {
    var running = process;
    if (running != null && running.isAlive()) {
      Signals.send(signal, running.pid());
    }
  }

  /// Returns once the process has ended, or `within` is over; says whether it has ended.
  public boolean awaitEnd(Duration within) {
    var running = process;
    return running == null || awaitEnd(running, within);
  }

  private static boolean awaitEnd(Process running, Duration within) {
    try {
      return running.waitFor(within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !running.isAlive();
    }
  }

  public boolean running() {
    var running = process;
    return running != null && running.isAlive();
  }

  /// The number of the running or last process.
  ///
  /// @throws IllegalStateException if it was never started
  public long pid() {
    var running = process;
    if (running == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return running.pid();
  }

  /// Whether it should run: started, and not stopped on purpose since.
  boolean wanted() {
    return wanted && !closed;
  }

  /// How long ago it was started last.
  Duration age() {
    return Duration.between(startedAt, Instant.now());
  }

  /// How the last process ended, in words: `signal 9` or `exit code 1`.
  public String ending() {
    var ended = process;
    if (ended == null || ended.isAlive()) {
      return "still running";
    }
    return Signals.ending(ended.exitValue());
  }
}
