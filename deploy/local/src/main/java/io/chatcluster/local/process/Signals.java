package io.chatcluster.local.process;

import io.chatcluster.local.machine.Executables;
import java.util.List;

/// POSIX signals, which Java can send only two of.
public final class Signals {
  /// By the shells' convention, added to the number of the signal that ended a process.
  private static final int SIGNAL_OFFSET = 128;

  private Signals() {}

  /// Sends a signal by name, without `SIG`, to a process, or with a negative number to a process
  /// group. A process that is gone is no error.
  public static void send(String signal, long pid) {
    Executables.run(
        List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "kill", signal, String.valueOf(pid)));
  }

  /// How a process ended, in words.
  static String ending(int exitValue) {
    return exitValue > SIGNAL_OFFSET
        ? "signal " + (exitValue - SIGNAL_OFFSET)
        : "exit code " + exitValue;
  }
}
