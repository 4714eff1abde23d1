package io.chatcluster.loadtest.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Keeps what a scanner hands over, as text.
final class RecordedFrames implements FrameSink {
  final List<String> all = new ArrayList<>();

  @Override
  public void text(byte[] bytes, int start, int end) {
    add("text", bytes, start, end);
  }

  @Override
  public void ping(byte[] bytes, int start, int end) {
    add("ping", bytes, start, end);
  }

  @Override
  public void close(int code) {
    all.add("close " + code);
  }

  private void add(String kind, byte[] bytes, int start, int end) {
    all.add(kind + " " + new String(bytes, start, end - start, StandardCharsets.UTF_8));
  }
}
