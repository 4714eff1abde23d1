package io.chatcluster.local.process;

import io.chatcluster.local.machine.StartException;
import java.time.Duration;

/// A short wait between two looks at something outside this JVM.
final class Pause {
  private Pause() {}

  /// Waits.
  ///
  /// @throws StartException if the thread is interrupted; its interrupt flag is kept
  static void of(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted", e);
    }
  }
}
