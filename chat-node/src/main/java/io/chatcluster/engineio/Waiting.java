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

  /// The first of it, in order: as many as fit into a payload of this size, and at least one. What
  /// is left goes on waiting.
  List<Frame> take(int most) {
    List<Frame> taken = new ArrayList<>();
    long size = 0;
    for (Frame frame = frames.peek(); frame != null; frame = frames.peek()) {
      size += (taken.isEmpty() ? 0 : 1) + Payload.size(frame);
      if (size > most && !taken.isEmpty()) {
        break;
      }
      taken.add(frames.remove());
      bytes -= frame.bytes().length + OVERHEAD;
    }
    return taken;
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
