package io.chatcluster.loadtest.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a run that is told to stop (Ctrl-C, SIGTERM) still deliver what it has measured.
///
/// The JVM waits for [#close()], but not for ever. Any thread may ask.
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch delivered = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop");
  private volatile boolean stopping;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    stopping = true;
    try {
      if (!delivered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("no results within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether nobody has told the run to stop.
  boolean goesOn() {
    return !stopping;
  }

  /// The results are delivered.
  @Override
  public void close() {
    delivered.countDown();
    if (!stopping) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // Told to stop a moment ago: the hook is running and has nothing to wait for.
      }
    }
  }
}
