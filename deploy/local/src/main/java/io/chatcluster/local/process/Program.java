package io.chatcluster.local.process;

import java.time.Duration;

/// One program of the cluster: it can be started, stopped, killed and started again on the same
/// port and data.
///
/// All methods may be called from any thread. A program that dies by itself stays dead unless a
/// [Supervisor] watches it.
public interface Program {
  /// The name in front of its log lines: `redis`, `n1`.
  String name();

  /// Starts it, unless it runs, and returns once it serves.
  ///
  /// @throws StartException with one sentence if it does not come to serve
  void start();

  /// Its process.
  Child child();

  /// Asks it to stop and waits until it has; kills it after its grace period.
  default void stop() {
    child().stop();
  }

  /// Kills it with everything it has started, as `kill -9` and the kernel would, and waits until it
  /// is gone.
  default void kill() {
    child().kill();
  }

  /// Stops it gently and starts it again.
  default void restart() {
    stop();
    start();
  }

  /// Freezes it (SIGSTOP): its sockets stay open and nobody answers.
  default void pause() {
    child().signal("STOP");
  }

  /// Lets it go on after [#pause()] (SIGCONT).
  default void resume() {
    child().signal("CONT");
  }

  default boolean running() {
    return child().running();
  }

  default long pid() {
    return child().pid();
  }

  /// Waits until its process has ended; says whether it has within that time.
  default boolean awaitEnd(Duration within) {
    return child().awaitEnd(within);
  }
}
