package io.chatcluster.broker;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Memos in memory; they live for ever.
public final class MemoryMemos implements Memos {

  private final Map<String, String> texts = new ConcurrentHashMap<>();

  @Override
  public Future<?> keep(String name, String text, Duration life) {
    texts.put(name, text);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<String>> find(String name) {
    return Future.succeededFuture(Optional.ofNullable(texts.get(name)));
  }

  @Override
  public Future<?> forget(String name) {
    texts.remove(name);
    return Future.succeededFuture();
  }
}
