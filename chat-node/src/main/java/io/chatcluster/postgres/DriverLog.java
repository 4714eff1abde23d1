package io.chatcluster.postgres;

import java.util.logging.Level;
import java.util.logging.Logger;

/// The log of the driver, which goes past ours to standard error. What it says there it throws as
/// well, and a node tells that in one line.
final class DriverLog {

  /// Kept: a logger that nobody holds forgets its level.
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private DriverLog() {}

  static void silence() {
    DRIVER.setLevel(Level.OFF);
  }
}
