package io.chatcluster.socketio;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The acks that one socket is to give. Owned by its loop.
final class Acks {

  private record Waiting(Promise<JsonArray> promise, Runnable timer) {}

  private final Timers timers;
  private final int most;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private long next;

  Acks(Timers timers, int most) {
    this.timers = timers;
    this.most = most;
  }

  boolean isFull() {
    return waiting.size() >= most;
  }

  /// The id that the next ack waited for has.
  long nextId() {
    return next;
  }

  /// Waits for the ack with [#nextId].
  Future<JsonArray> await(Duration patience) {
    long id = next++;
    Promise<JsonArray> promise = Promise.promise();
    Runnable timer = timers.after(patience, () -> fail(id, NoAckException.Why.LATE));
    waiting.put(id, new Waiting(promise, timer));
    return promise.future();
  }

  /// An ack came; one that nobody waits for, or no longer, is forgotten.
  void came(long id, JsonArray args) {
    Waiting one = waiting.remove(id);
    if (one != null) {
      one.timer.run();
      one.promise.complete(args);
    }
  }

  /// None will come any more.
  void end() {
    for (long id : List.copyOf(waiting.keySet())) {
      fail(id, NoAckException.Why.DISCONNECTED);
    }
  }

  private void fail(long id, NoAckException.Why why) {
    Waiting one = waiting.remove(id);
    if (one != null) {
      one.timer.run();
      one.promise.fail(new NoAckException(why));
    }
  }
}
