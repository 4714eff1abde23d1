package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The archive queue of a real Redis, as the archiver's thread sees it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisArchiveQueueTest {

  private final RedisRig rig = new RedisRig();
  private final RedisArchiveQueue log = started(rig);

  @BeforeEach
  void empty() {
    Map<Integer, Position> all = new HashMap<>();
    start().keySet().forEach(p -> all.put(p, new Position(1_000, 0)));
    log.trimQueues(all);
  }

  @AfterAll
  void end() {
    log.close();
    rig.close();
  }

  private static Map<Integer, Position> start() {
    Map<Integer, Position> cursors = new HashMap<>();
    for (int p = 0; p < RedisRig.PARTITIONS.count(); p++) {
      cursors.put(p, Position.NONE);
    }
    return cursors;
  }

  @Test
  void reading_goes_on_above_the_cursor_and_waits_for_what_is_to_come() {
    RoomId room = rig.openRoom("cursor");
    int partition = rig.broker.partition(room);
    rig.log(room, draft(ADA, "1"));
    ArchiveQueue.Entry first = log.read(start(), 100, Duration.ZERO).entries().getFirst();
    Map<Integer, Position> cursor = Map.of(partition, first.queueId());
    assertThat(log.read(cursor, 100, Duration.ZERO).entries()).isEmpty();
    assertThat(log.read(cursor, 100, Duration.ofMillis(20)).entries()).isEmpty();

    Thread.ofVirtual().start(() -> rig.log(room, draft(ADA, "2")));

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> log.read(cursor, 100, Duration.ofMillis(500)).entries().size() == 1);
  }

  @Test
  void a_partition_that_redis_has_lost_is_read_as_empty() {
    RoomId room = rig.openRoom("lost");
    int partition = rig.broker.partition(room);
    rig.log(room, draft(ADA, "1"));
    String epoch = new Keys(RedisRig.PARTITIONS).epoch(partition);
    String was = rig.redis.text("GET", epoch);
    rig.redis.command("DEL", epoch);

    ArchiveQueue.Batch batch = log.read(Map.of(partition, Position.NONE), 100, Duration.ZERO);

    rig.redis.command("SET", epoch, was);
    assertThat(batch.entries()).isEmpty();
    assertThat(batch.epochs()).isEmpty();
  }

  @Test
  void what_this_node_cannot_read_stays_and_only_its_partition_waits() {
    RoomId room = rig.openRoom("unreadable");
    RoomId other = rig.openRoom("readable");
    assertThat(rig.broker.partition(other)).isNotEqualTo(rig.broker.partition(room));
    String queue = new Keys(RedisRig.PARTITIONS).archiveQueue(rig.broker.partition(room));
    rig.log(room, draft(ADA, "1"));
    rig.redis.command("XADD", queue, "1-*", "r", "unreadable", "a", "1-2", "e", "2 n9 1-1 chat {}");
    rig.log(room, draft(ADA, "2"));
    rig.log(other, draft(ADA, "3"));

    ArchiveQueue.Batch batch = log.read(start(), 100, Duration.ZERO);

    assertThat(batch.entries())
        .extracting(entry -> entry.publication().room())
        .containsExactlyInAnyOrder(room, other);
    assertThat(batch.unreadable()).containsOnlyKeys(rig.broker.partition(room));
    assertThat(batch.unreadable().values())
        .containsExactly(
            "message 1-2 of room unreadable cannot be read:"
                + " its envelope has version 2, and this node reads version 1");
  }

  private static RedisArchiveQueue started(RedisRig on) {
    RedisArchiveQueue fresh =
        on.on(
            () ->
                Future.succeededFuture(
                    new RedisArchiveQueue(
                        on.vertx, RedisRig.PARTITIONS, on.settings(), LinkEvents.NONE)));
    fresh.start();
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .until(() -> fresh.backlog(Set.of(0)).entries() == 0);
    return fresh;
  }
}
