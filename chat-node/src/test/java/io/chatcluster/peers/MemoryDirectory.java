package io.chatcluster.peers;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A directory that a test can lose, and make forget.
final class MemoryDirectory implements PeerDirectory {

  final Map<String, PeerAddress> addresses = new ConcurrentHashMap<>();
  final AtomicInteger questions = new AtomicInteger();
  volatile boolean lost;

  @Override
  public Future<Void> announce(String node, PeerAddress address, Duration life) {
    addresses.put(node, address);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<PeerAddress>> find(String node) {
    questions.incrementAndGet();
    return lost
        ? Future.failedFuture("nobody answers")
        : Future.succeededFuture(Optional.ofNullable(addresses.get(node)));
  }
}
