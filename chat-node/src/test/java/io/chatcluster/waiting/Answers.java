package io.chatcluster.waiting;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The one way in which tests wait for what a future brings: with a bound, and with the failure
/// itself where there is one, whatever thread or loop it comes from.
public final class Answers {

  /// Far above what anything takes; a busy machine may need some of it.
  private static final Duration BOUND = Duration.ofSeconds(20);

  private Answers() {}

  public static <T> T of(Future<T> future) {
    return of(future, BOUND);
  }

  public static <T> T of(CompletableFuture<T> future) {
    return of(future, BOUND);
  }

  public static <T> T of(CompletableFuture<T> future, Duration bound) {
    return of(Future.fromCompletionStage(future), bound);
  }

  private static <T> T of(Future<T> future, Duration bound) {
    try {
      return future.await(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + bound.toSeconds() + " s", e);
    }
  }

  /// What an event loop answers to a question.
  public static <T> T on(Context loop, Supplier<Future<T>> question) {
    Promise<T> answer = Promise.promise();
    loop.runOnContext(
        _ -> {
          try {
            question.get().onComplete(answer);
          } catch (RuntimeException | Error e) {
            answer.fail(e);
          }
        });
    return of(answer.future());
  }
}
