package io.chatcluster.local.process;

import java.time.Duration;

/// The last line a program has written that says something: most programs give the reason why they
/// end there.
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
