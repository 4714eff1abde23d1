package io.chatcluster.redis;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which reads are under way on a link, and which wait. Answers on their way to this node are
/// bounded in bytes; waiting reads are bounded in number and in time.
///
/// Owned by one event loop; pure but for the futures. The node's own reads come before those of
/// clients, and clients' small ones before pages: a join must not wait for somebody's history.
final class ReadQueue {

  /// Answers up to this size are small: heads.
  static final int SMALL = 1_024;

  /// Most reads under way at once, however small: more would gain nothing, and would use up the
  /// link's capacity.
  static final int MOST_UNDER_WAY = 1_000;

  private static final class Waiting {
    final int bytes;
    final long sinceNanos;
    final Runnable go;
    final Promise<?> answer;

    Waiting(int bytes, long sinceNanos, Runnable go, Promise<?> answer) {
      this.bytes = bytes;
      this.sinceNanos = sinceNanos;
      this.go = go;
      this.answer = answer;
    }
  }

  private final RedisSettings.Reads settings;
  private final LongSupplier nanos;
  private final ArrayDeque<Waiting> own = new ArrayDeque<>();
  private final ArrayDeque<Waiting> small = new ArrayDeque<>();
  private final ArrayDeque<Waiting> pages = new ArrayDeque<>();

  /// In the order in which they get their turn.
  private final List<ArrayDeque<Waiting>> queues = List.of(own, small, pages);
  private int waiting;
  private long underWay;
  private int reads;
  private boolean pumping;

  /// @param nanos a clock that nobody can set
  ReadQueue(RedisSettings.Reads settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
  }

  /// Makes a read when it is its turn.
  ///
  /// @param bytes how long its answer may be
  /// @return its answer, or `OVERLOADED` at once if too many wait, or `UNAVAILABLE` once it has
  ///     waited too long
  <T> Future<T> submit(Priority priority, int bytes, Supplier<Future<T>> read) {
    if (waiting >= settings.maxWaiting()) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.OVERLOADED, waiting + " reads wait for the room log"));
    }
    Promise<T> answer = Promise.promise();
    waiting++;
    queue(priority, bytes)
        .add(new Waiting(bytes, nanos.getAsLong(), () -> begin(bytes, read, answer), answer));
    pump();
    return answer.future();
  }

  private ArrayDeque<Waiting> queue(Priority priority, int bytes) {
    return switch (priority) {
      case NODE -> own;
      case CLIENT -> bytes <= SMALL ? small : pages;
    };
  }

  private <T> void begin(int bytes, Supplier<Future<T>> read, Promise<T> answer) {
    underWay += bytes;
    reads++;
    read.get()
        .onComplete(
            done -> {
              underWay -= bytes;
              reads--;
              if (done.succeeded()) {
                answer.complete(done.result());
              } else {
                answer.fail(done.cause());
              }
              pump();
            });
  }

  /// A loop, not recursion: while the link is down, each read fails as soon as it begins.
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      for (Waiting next = next(); next != null; next = next()) {
        next.go.run();
      }
    } finally {
      pumping = false;
    }
  }

  /// The next in turn if there is room for its answer; one read may always be under way.
  private @Nullable Waiting next() {
    for (ArrayDeque<Waiting> queue : queues) {
      Waiting first = queue.peek();
      if (first != null) {
        boolean room =
            underWay == 0 || (underWay + first.bytes <= settings.bytes() && reads < MOST_UNDER_WAY);
        if (room) {
          waiting--;
          return queue.poll();
        }
        return null;
      }
    }
    return null;
  }

  /// Refuses those that have waited too long. To be called a few times a second.
  void expire() {
    long latest = nanos.getAsLong() - settings.patience().toNanos();
    for (ArrayDeque<Waiting> queue : queues) {
      while (!queue.isEmpty() && queue.peek().sinceNanos - latest < 0) {
        Waiting late = queue.poll();
        waiting--;
        long waited = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - late.sinceNanos);
        late.answer.fail(
            new BrokerException(
                BrokerException.Kind.UNAVAILABLE,
                "a read has waited " + waited + " ms for its turn"));
      }
    }
  }

  /// Reads that wait.
  int waiting() {
    return waiting;
  }

  /// Bytes that may be on their way.
  long underWay() {
    return underWay;
  }
}
