package io.chatcluster.node;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/// One event loop of Vert.x.
public record VertxLoop(Vertx vertx, Context context) implements Loop {

  /// The system's clock may count from anywhere; this one counts from just before the first loop.
  private static final long BEGAN_NANOS = System.nanoTime() - 1_000_000;

  @Override
  public void execute(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  @Override
  public void after(long millis, Runnable task) {
    vertx.setTimer(Math.max(1, millis), _ -> task.run());
  }

  @Override
  public long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long elapsedMillis() {
    return (System.nanoTime() - BEGAN_NANOS) / 1_000_000;
  }
}
