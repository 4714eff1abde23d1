package io.chatcluster.loadtest.command;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// A name of its own for each run, so that it meets nobody else in its rooms.
final class RunName {
  private RunName() {}

  static String create() {
    return "load-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }
}
