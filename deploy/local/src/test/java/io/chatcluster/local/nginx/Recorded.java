package io.chatcluster.local.nginx;

import io.chatcluster.local.process.Output;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps the lines of all programs for a test to look at.
final class Recorded implements Output {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void line(String source, String text) {
    lines.add(source + " | " + text);
  }

  List<String> lines() {
    return lines;
  }
}
