package io.chatcluster.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// What was sent to a client and waits for something that carries it. Owned by its session.
final class Waiting {

  /// What a packet costs beside its bytes.
  private static final int OVERHEAD = 64;

  private final Deque<Frame> frames = new ArrayDeque<>();
  private long bytes;

  void add(Frame frame) {
    frames.add(frame);
    bytes += frame.bytes().length + OVERHEAD;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  /// All of it, in order; nothing waits any longer.
  List<Frame> take() {
    List<Frame> all = new ArrayList<>(frames);
    clear();
    return all;
  }

  void takeEach(Consumer<Frame> taker) {
    for (Frame frame = frames.poll(); frame != null; frame = frames.poll()) {
      taker.accept(frame);
    }
    bytes = 0;
  }

  void clear() {
    frames.clear();
    bytes = 0;
  }
}
