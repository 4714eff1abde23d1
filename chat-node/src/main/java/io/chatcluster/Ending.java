package io.chatcluster;

import io.chatcluster.config.ConfigurationException;
import io.chatcluster.launch.StartException;
import io.chatcluster.postgres.WrongDeploymentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the process ends when a failure is handled by nobody: never half alive.
///
/// The event loops are not daemon threads, so a failure that ended only the main thread would leave
/// a process that answers its probes and serves nobody. Any thread.
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /// Something failed.
  static final int FAILED = 1;

  /// The variables, or what they point to, are wrong: the same start would fail for ever.
  static final int REFUSED = 2;

  private Ending() {}

  /// From now on, a failure that ends any thread ends the process; if there are clients, it drains
  /// first.
  static void watchThreads() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          LOG.error("the thread {} failed; this node ends", thread.getName(), failure);
          System.exit(FAILED);
        });
  }

  /// Ends the process because it cannot start.
  static void of(Throwable failure) {
    System.exit(code(failure));
  }

  private static int code(Throwable failure) {
    return switch (failure) {
      case ConfigurationException sentence -> said(sentence, REFUSED);
      case WrongDeploymentException sentence -> said(sentence, REFUSED);
      case StartException sentence -> said(sentence, FAILED);
      default -> {
        LOG.error("the node could not start", failure);
        System.err.println("the node could not start: " + failure);
        yield FAILED;
      }
    };
  }

  private static int said(RuntimeException sentence, int code) {
    System.err.println(sentence.getMessage());
    LOG.debug("start", sentence);
    return code;
  }
}
