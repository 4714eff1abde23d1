package io.chatcluster.node;

import io.chatcluster.broker.BrokerException;
import io.vertx.core.Future;
import java.util.ArrayDeque;

/// Makes sure that whoever asks has an answer within the ack time-out, however many steps it takes
/// and whatever stands still: no step extends the deadline of its answer.
///
/// All have the same time-out, so those that are late are the oldest. Owned by one event loop.
final class Deadlines {

  private final Loop loop;
  private final PublishSettings settings;
  private final ArrayDeque<Due<?>> inOrder = new ArrayDeque<>();

  Deadlines(Loop loop, PublishSettings settings) {
    this.loop = loop;
    this.settings = settings;
  }

  /// Somebody asks now.
  <T> Due<T> begin() {
    forgetAnswered();
    Due<T> due = new Due<>(loop.elapsedMillis());
    inOrder.add(due);
    return due;
  }

  private void forgetAnswered() {
    while (!inOrder.isEmpty() && inOrder.peek().isOver()) {
      inOrder.remove();
    }
  }

  /// Tells those whose time is over what they are waiting for in vain. To be called a few times a
  /// second.
  void tick() {
    long now = loop.elapsedMillis();
    long expired = settings.expired(now);
    forgetAnswered();
    while (!inOrder.isEmpty() && inOrder.peek().sinceMillis() <= expired) {
      late(inOrder.remove(), now);
      forgetAnswered();
    }
  }

  private static <T> void late(Due<T> due, long now) {
    boolean archive = due.waitsForArchive();
    due.end(
        Future.failedFuture(
            new BrokerException(
                archive
                    ? BrokerException.Kind.ARCHIVE_UNAVAILABLE
                    : BrokerException.Kind.UNAVAILABLE,
                "no answer from the %s within %d ms"
                    .formatted(archive ? "archive" : "log", now - due.sinceMillis()))));
  }
}
