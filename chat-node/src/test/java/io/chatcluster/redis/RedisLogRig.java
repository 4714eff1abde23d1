package io.chatcluster.redis;

import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A real Redis, or several that share the partitions, for the contracts of a room log.
final class RedisLogRig implements LogRig, AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(8);
  private static final Map<Integer, Position> STARTS =
      IntStream.range(0, RedisRig.PARTITIONS.count())
          .boxed()
          .collect(Collectors.toMap(partition -> partition, _ -> Position.NONE));

  private final RedisRig rig;
  private final Keys keys = new Keys(RedisRig.PARTITIONS);
  private final List<Runnable> opened = new ArrayList<>();
  private final RedisArchiveQueue queue;

  RedisLogRig() {
    this(1);
  }

  /// @param servers how many
  RedisLogRig(int servers) {
    rig = new RedisRig(servers);
    queue = startedQueue();
  }

  private RedisArchiveQueue startedQueue() {
    RedisArchiveQueue made =
        on(
            () ->
                Future.succeededFuture(
                    new RedisArchiveQueue(
                        rig.vertx, RedisRig.PARTITIONS, rig.settings(), LinkEvents.NONE)));
    made.start();
    opened.add(made::close);
    await()
        .atMost(LONGEST)
        .ignoreExceptions()
        .until(() -> made.read(STARTS, 1, Duration.ZERO).epochs().keySet().equals(STARTS.keySet()));
    return made;
  }

  @Override
  public Broker broker() {
    return rig.broker;
  }

  @Override
  public Broker another() {
    RedisBroker another = rig.another();
    opened.add(another::close);
    List<RoomId> any = RedisRig.inEachPartition();
    // Its connections for reads come after the others.
    await()
        .atMost(LONGEST)
        .ignoreExceptions()
        .until(() -> on(() -> another.heads(any)).size() == any.size());
    return another;
  }

  @Override
  public QuietRooms quietRooms() {
    return rig.broker.quietRooms();
  }

  @Override
  public Subscriptions hear(Subscriptions.Listener listener) {
    RedisSubscriptions made =
        on(
            () ->
                Future.succeededFuture(
                    new RedisSubscriptions(
                        rig.vertx,
                        RedisRig.PARTITIONS,
                        rig.settings(),
                        LinkEvents.NONE,
                        listener)));
    made.start();
    opened.add(made::close);
    return made;
  }

  @Override
  public <T> T on(Supplier<Future<T>> call) {
    return rig.on(call);
  }

  @Override
  public void until(BooleanSupplier condition) {
    await().atMost(LONGEST).pollInterval(Duration.ofMillis(10)).until(condition::getAsBoolean);
  }

  @Override
  public ArchiveQueue queue() {
    return queue;
  }

  @Override
  public String incarnation(int partition) {
    return rig.ledger.incarnation(partition);
  }

  @Override
  public void loseQueue(RoomId room) {
    rig.redis(room).command("DEL", keys.archiveQueue(RedisRig.PARTITIONS.of(room)));
  }

  @Override
  public void loseEpoch(RoomId room) {
    rig.redis(room).command("DEL", keys.epoch(RedisRig.PARTITIONS.of(room)));
  }

  @Override
  public void loseHash(RoomId room) {
    rig.redis(room).command("DEL", keys.head(room));
  }

  @Override
  public void age(RoomId room) {
    rig.redis(room).age(keys.stream(room), Duration.ofDays(1));
  }

  @Override
  public void cutSubscriptions() {
    rig.servers.forEach(server -> server.command("CLIENT", "KILL", "TYPE", "pubsub"));
  }

  /// What each server keeps, in their order.
  List<List<String>> keys() {
    return rig.servers.stream().map(TestRedis::keys).toList();
  }

  @Override
  public void close() {
    on(
        () -> {
          opened.forEach(Runnable::run);
          return Future.succeededFuture();
        });
    rig.close();
  }
}
