package io.chatcluster.broker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/// Brings an answer from another thread back to the event loop that asked.
public final class OnLoop {

  private OnLoop() {}

  /// A future that completes on the calling event loop; where there is none (in a simulation), the
  /// same future.
  public static <T> Future<T> back(Future<T> answer) {
    Context loop = Vertx.currentContext();
    if (loop == null) {
      return answer;
    }
    Promise<T> promise = Promise.promise();
    answer.onComplete(
        done ->
            loop.runOnContext(
                _ -> {
                  if (done.succeeded()) {
                    promise.complete(done.result());
                  } else {
                    promise.fail(done.cause());
                  }
                }));
    return promise.future();
  }
}
