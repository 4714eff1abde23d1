package io.chatcluster.postgres;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Silences the driver's own log, which would bypass ours and go to standard error. Whatever it
/// says there it also throws, and a node logs that in one line.
final class DriverLog {

  /// Kept: a logger that nobody holds forgets its level.
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private DriverLog() {}

  static void silence() {
    DRIVER.setLevel(Level.OFF);
  }
}
