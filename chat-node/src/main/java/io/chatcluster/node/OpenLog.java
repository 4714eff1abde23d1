package io.chatcluster.node;

import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The room log as readers want it: every room open, in an epoch that holds still.
///
/// Owned by one event loop. Fails with [BrokerException].
final class OpenLog {

  private static final long AGAIN_MILLIS = 25;

  private final Broker broker;
  private final Opener opener;
  private final Unopened unopened;
  private final Loop loop;

  OpenLog(Stores stores, Opener opener, Loop loop) {
    this.broker = stores.broker();
    this.opener = opener;
    this.unopened = new Unopened(stores);
    this.loop = loop;
  }

  /// Asks until the room is open in an epoch that holds still, or need not be open, or nobody waits
  /// any more.
  Future<Slice.Read> ask(
      Due<?> due, RoomId room, Priority priority, Supplier<Future<Slice>> question) {
    if (due.isOver()) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.UNAVAILABLE, room + ": its epoch does not hold still"));
    }
    return question
        .get()
        .compose(
            slice ->
                switch (slice) {
                  case Slice.Read read -> Future.succeededFuture(read);
                  case Closed closed ->
                      unopened(due, room, closed, priority)
                          .compose(
                              head ->
                                  head.isPresent()
                                      ? Future.succeededFuture(
                                          new Slice.Read(head.get(), List.of()))
                                      : opened(due, room, closed)
                                          .compose(_ -> ask(due, room, priority, question)));
                  case Stale() -> later().compose(_ -> ask(due, room, priority, question));
                });
  }

  /// The head of a room that need not be opened, because the log knows nothing of it and the
  /// archive does: nobody has spoken there yet, only the node wants to know, or the log is full.
  /// What clients read goes into the log, for all who come after.
  private Future<Optional<Position>> unopened(
      Due<?> due, RoomId room, Closed closed, Priority priority) {
    if (!closed.unknown()) {
      return Future.succeededFuture(Optional.empty());
    }
    boolean wanted = priority == Priority.CLIENT && !broker.isScarce(room);
    return due.waiting(() -> unopened.asksArchive(room), unopened.head(room, closed))
        .map(head -> head.filter(at -> !wanted || at.equals(Position.NONE)));
  }

  private Future<?> opened(Due<?> due, RoomId room, Closed closed) {
    return due.waiting(() -> opener.asksArchive(room), opener.open(room, closed))
        .compose(open -> open ? Future.succeededFuture() : later());
  }

  private Future<Void> later() {
    Promise<Void> promise = Promise.promise();
    loop.after(AGAIN_MILLIS, promise::complete);
    return promise.future();
  }
}
