package io.chatcluster.node;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Questions that go together: while some are under way, further ones wait, and become one.
///
/// Owned by one event loop.
final class Batches<T> {

  /// One that waits for the archive, and one that waits for the log.
  private static final int UNDER_WAY = 2;

  private final int most;
  private final Function<List<T>, Future<?>> ask;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private int underWay;

  /// @param most most in a batch
  /// @param ask asks one batch; completes or fails once all of it is answered
  Batches(int most, Function<List<T>, Future<?>> ask) {
    this.most = most;
    this.ask = ask;
  }

  void add(T question) {
    waiting.add(question);
    askNext();
  }

  private void askNext() {
    while (underWay < UNDER_WAY && !waiting.isEmpty()) {
      List<T> batch = new ArrayList<>();
      while (batch.size() < most && !waiting.isEmpty()) {
        batch.add(waiting.removeFirst());
      }
      underWay++;
      ask.apply(batch)
          .onComplete(
              _ -> {
                underWay--;
                askNext();
              });
    }
  }
}
