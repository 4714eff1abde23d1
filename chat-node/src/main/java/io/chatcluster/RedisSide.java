package io.chatcluster;

import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Epochs;
import io.chatcluster.broker.Memos;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.launch.EventLoops;
import io.chatcluster.limits.Limits;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.node.Node;
import io.chatcluster.ops.LinkMeters;
import io.chatcluster.peers.PeerDirectory;
import io.chatcluster.redis.RedisArchiveQueue;
import io.chatcluster.redis.RedisBroker;
import io.chatcluster.redis.RedisMemory;
import io.chatcluster.redis.RedisPeers;
import io.chatcluster.redis.RedisQuotas;
import io.chatcluster.redis.RedisSubscriptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that a node has to do with Redis, put together: what stands behind which port, on
/// which loop, and who counts what happens to the links.
///
/// Made and closed by a thread that may wait.
final class RedisSide {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSide.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final EventLoops loops;
  private final StoreSettings settings;
  private final Meters meters;
  private final CountDownLatch connected;
  private final RedisMemory memory;
  private final List<RedisBroker> brokers;

  /// What has been started, the last one first.
  private final Deque<Runnable> closing = new ArrayDeque<>();

  /// Begins to connect the brokers, one for each loop.
  RedisSide(Vertx vertx, EventLoops loops, Settings settings, Epochs epochs, Meters meters) {
    this.vertx = vertx;
    this.loops = loops;
    this.settings = settings.stores();
    this.meters = meters;
    this.connected = new CountDownLatch(loops.size());
    memory = new RedisMemory(this.settings.redisMemoryPercent(), servers());
    meters.gauge(Metric.REDIS_MEMORY, memory::ratio);
    RedisBroker.Shared shared =
        new RedisBroker.Shared(
            this.settings.partitions(),
            this.settings.redis(),
            settings.process().nodeId(),
            epochs,
            new RedisBroker.Events(
                links("log", loops.size() * servers()), links("reads", loops.size() * servers())),
            memory);
    brokers = loops.onEach(_ -> new RedisBroker(vertx, shared, connected::countDown));
    brokers.forEach(RedisBroker::start);
    closing.push(() -> loops.runEach(i -> brokers.get(i).close()));
  }

  private int servers() {
    return settings.redis().servers().count();
  }

  private LinkMeters links(String name, int wanted) {
    return new LinkMeters(meters, name, wanted);
  }

  /// The room log, for each loop.
  List<Broker> brokers() {
    return List.copyOf(brokers);
  }

  /// Whether the room log is nearly full, or any part of it.
  boolean isScarce() {
    return memory.isScarce();
  }

  QuietRooms quietRooms() {
    return brokers.getFirst().quietRooms();
  }

  /// Memos, for each loop.
  List<Memos> memos() {
    return brokers.stream().map(RedisBroker::memos).toList();
  }

  /// From now on, settles the limits with other nodes.
  void settle(Limits limits) {
    loops.run(
        0,
        () -> {
          RedisQuotas quotas = new RedisQuotas(vertx, settings.redis(), links("limits", 1));
          quotas.start();
          limits.settleWith(quotas);
          closing.push(() -> loops.run(0, quotas::close));
        });
  }

  /// From now on, the node hears what happens in its rooms.
  void wake(Node node) {
    loops.run(
        0,
        () -> {
          RedisSubscriptions subscriptions =
              new RedisSubscriptions(
                  vertx,
                  settings.partitions(),
                  settings.redis(),
                  links("pubsub", servers()),
                  node.listener());
          subscriptions.start();
          node.start(subscriptions);
          closing.push(() -> loops.run(0, subscriptions::close));
        });
  }

  /// Where the other nodes are, over a link of its own.
  PeerDirectory peers() {
    return loops.on(
        0,
        () -> {
          RedisPeers peers = new RedisPeers(vertx, settings.redis(), links("peers", 1));
          peers.start();
          closing.push(() -> loops.run(0, peers::close));
          return peers;
        });
  }

  /// What waits to be archived, over a link of its own.
  RedisArchiveQueue archiveQueue() {
    return loops.on(
        0,
        () -> {
          RedisArchiveQueue queue =
              new RedisArchiveQueue(
                  vertx,
                  settings.partitions(),
                  settings.redis(),
                  links(LinkMeters.ARCHIVE, servers()));
          queue.start();
          closing.push(queue::close);
          return queue;
        });
  }

  /// Clients that come before Redis is there are only told to try again, so there is no need to
  /// wait for long.
  void await() {
    try {
      if (!connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("starting without Redis");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends everything that was started, the last one first.
  void close() {
    closing.forEach(Runnable::run);
  }
}
