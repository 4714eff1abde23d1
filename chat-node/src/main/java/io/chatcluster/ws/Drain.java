package io.chatcluster.ws;

import io.chatcluster.session.Session;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// Sends the clients of one event loop elsewhere, in even slices over a window: each is told how
/// long to wait, gets the answers that it waits for, and is closed.
public final class Drain {

  private static final long SLICE_MILLIS = 100;
  private static final long RETURN_WITHIN_MILLIS = 1_000;
  private static final long LAST_CLOSE_MILLIS = 5_000;

  private final Vertx vertx;
  private final Supplier<? extends Collection<Session>> open;
  private final Runnable done;

  /// @param open the sessions that are still open
  /// @param done called when the last one was closed, or will not be soon
  public Drain(Vertx vertx, Supplier<? extends Collection<Session>> open, Runnable done) {
    this.vertx = vertx;
    this.open = open;
    this.done = done;
  }

  public void begin(long windowMillis) {
    List<Session> all = new ArrayList<>(open.get());
    long slices = Math.max(1, windowMillis / SLICE_MILLIS);
    slice(all, (int) Math.ceilDiv(all.size(), slices));
  }

  private void slice(List<Session> left, int atOnce) {
    if (left.isEmpty()) {
      awaitClosed(LAST_CLOSE_MILLIS);
      return;
    }
    List<Session> slice = left.subList(left.size() - Math.min(atOnce, left.size()), left.size());
    slice.forEach(Drain::sendAway);
    slice.clear();
    vertx.setTimer(SLICE_MILLIS, _ -> slice(left, atOnce));
  }

  static void sendAway(Session session) {
    session.drain(0, RETURN_WITHIN_MILLIS);
  }

  private void awaitClosed(long patienceMillis) {
    if (open.get().isEmpty() || patienceMillis <= 0) {
      done.run();
    } else {
      vertx.setTimer(SLICE_MILLIS, _ -> awaitClosed(patienceMillis - SLICE_MILLIS));
    }
  }
}
