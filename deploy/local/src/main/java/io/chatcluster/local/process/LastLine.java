package io.chatcluster.local.process;

import java.time.Duration;

/// The last line of a program's output that says something: that is where most programs give the
/// reason for their end.
///
/// Written by the thread that reads the program's output, read by any.
final class LastLine {
  private static final Duration REST_OF_OUTPUT = Duration.ofMillis(200);

  private volatile String text = "it wrote nothing";

  void remember(String line) {
    if (!line.isBlank()) {
      text = line.strip();
    }
  }

  /// The line, after a moment for output that is still in the pipe.
  String await() {
    Pause.of(REST_OF_OUTPUT);
    return text;
  }
}
