package io.chatcluster.launch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// A node's event loops, and the way to make things on them from a thread that may wait.
public final class EventLoops {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Context> contexts = new ArrayList<>();

  /// Takes as many different loops as Vert.x has. Blocks.
  public EventLoops(Vertx vertx, int count) {
    for (int i = 0; i < count; i++) {
      Home home = new Home();
      await(vertx.deployVerticle(home));
      contexts.add(home.context());
    }
  }

  public int size() {
    return contexts.size();
  }

  public Context get(int index) {
    return contexts.get(index);
  }

  /// Makes one thing on each loop, the first loop's first.
  public <T> List<T> onEach(IntFunction<T> make) {
    List<T> made = new ArrayList<>();
    for (int i = 0; i < contexts.size(); i++) {
      int index = i;
      made.add(on(i, () -> make.apply(index)));
    }
    return made;
  }

  /// Makes one thing on one loop.
  public <T> T on(int index, Supplier<T> make) {
    Promise<T> promise = Promise.promise();
    contexts
        .get(index)
        .runOnContext(
            _ -> {
              try {
                promise.complete(make.get());
              } catch (RuntimeException | Error e) {
                promise.fail(e);
              }
            });
    return await(promise.future());
  }

  /// Does one thing on one loop.
  public void run(int index, Runnable task) {
    on(
        index,
        () -> {
          task.run();
          return true;
        });
  }

  /// Does one thing on each loop, the first loop's first.
  public void runEach(IntConsumer task) {
    for (int i = 0; i < contexts.size(); i++) {
      int index = i;
      run(i, () -> task.accept(index));
    }
  }

  /// Like [#await(Future, Duration)], for as long as a healthy loop may take.
  public static <T> T await(Future<T> future) {
    return await(future, PATIENCE);
  }

  /// Waits, on a thread that may.
  ///
  /// @throws FailedException with the cause, if that is not an unchecked exception itself
  public static <T> T await(Future<T> future, Duration atMost) {
    try {
      return future.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("an event loop does not answer", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // It would be thrown undeclared: that is how a port in use once slipped past every handler.
      throw new FailedException(e);
    }
  }

  /// What was waited for has failed with a checked exception, for example one of input and output.
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedException(Exception cause) {
      super(cause);
    }
  }

  private static final class Home extends VerticleBase {
    Context context() {
      return context;
    }
  }
}
