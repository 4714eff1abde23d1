package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Reason;
import io.chatcluster.broker.Stale;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.Set;

/// A link whose every connection has passed the fence itself, with the epochs that it has learnt
/// there.
///
/// Owned by the event loop on which it was made. Nothing is inferred for one connection from
/// another: whatever holds for as long as a connection stands was learnt over that connection.
final class FencedLink {

  private final Fence fence;
  private final RedisLink link;
  private final Set<Integer> relearning = new HashSet<>();
  private final Runnable onUp;

  /// @param onUp called whenever a connection has passed the fence
  FencedLink(
      Vertx vertx,
      Destination destination,
      RedisBroker.Shared shared,
      LinkEvents events,
      Runnable onUp) {
    this.onUp = onUp;
    this.fence =
        new Fence(
            new Keys(shared.partitions()),
            shared.epochs(),
            destination.partitions(shared.partitions().count()));
    this.link = new RedisLink(vertx, destination, events, new Owner());
  }

  void start() {
    link.start();
  }

  void close() {
    link.close();
  }

  boolean isUp() {
    return link.isUp();
  }

  /// The partition's epoch, -1 if unknown.
  long epoch(int partition) {
    return fence.epoch(partition);
  }

  Future<Response> send(Request request) {
    return link.send(request);
  }

  /// Learns the partition's new epoch in the background, once at a time.
  Stale stale(int partition) {
    RedisConnection standing = link.standing();
    if (standing != null && relearning.add(partition)) {
      fence
          .learn(link, standing, partition)
          .onComplete(
              done -> {
                relearning.remove(partition);
                if (done.failed()) {
                  link.cut("the fence could not be passed: " + Reason.of(done.cause()));
                }
              });
    }
    return new Stale();
  }

  private final class Owner implements RedisLink.Owner {

    @Override
    public Future<?> prepare(RedisConnection connection) {
      return fence.pass(link, connection);
    }

    @Override
    public void up() {
      onUp.run();
    }

    @Override
    public void down() {
      fence.forget();
      relearning.clear();
    }
  }
}
