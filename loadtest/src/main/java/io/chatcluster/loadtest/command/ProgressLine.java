package io.chatcluster.loadtest.command;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// Says how a run goes: on a terminal one line that changes, elsewhere a line each time.
///
/// Owned by the thread of the run.
final class ProgressLine implements AutoCloseable {
  private static final String ERASE_TO_END = "\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean quiet;
  private boolean open;

  ProgressLine(PrintWriter out, boolean terminal, boolean quiet) {
    this.out = out;
    this.terminal = terminal;
    this.quiet = quiet;
  }

  /// Whether somebody watches: neither a file nor a pipe.
  static boolean onTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  void show(String text) {
    if (quiet) {
      return;
    }
    if (terminal) {
      out.print("\r" + text + ERASE_TO_END);
      open = true;
    } else {
      out.println(text);
    }
    out.flush();
  }

  /// Ends the line that changes.
  @Override
  public void close() {
    if (open) {
      out.println();
      out.flush();
      open = false;
    }
  }
}
