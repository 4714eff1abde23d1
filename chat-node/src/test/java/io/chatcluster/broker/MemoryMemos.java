package io.chatcluster.broker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Memos in memory; they live for ever, and answers come in a later turn of the loop, as they do
/// from Redis.
public final class MemoryMemos implements Memos {

  private final Vertx vertx;
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /// Whether answers wait for [#release].
  public volatile boolean holding;

  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  public MemoryMemos(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Future<?> keep(String name, String text, Duration life) {
    texts.put(name, text);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<String>> find(String name) {
    Promise<Optional<String>> answer = Promise.promise();
    Runnable give = () -> answer.complete(Optional.ofNullable(texts.get(name)));
    if (holding) {
      held.add(give);
    } else {
      vertx.getOrCreateContext().runOnContext(_ -> give.run());
    }
    return answer.future();
  }

  @Override
  public Future<?> forget(String name) {
    texts.remove(name);
    return Future.succeededFuture();
  }

  /// How many answers wait.
  public int held() {
    return held.size();
  }

  /// Gives all answers that wait. On the loop.
  public void release() {
    holding = false;
    held.forEach(Runnable::run);
    held.clear();
  }
}
