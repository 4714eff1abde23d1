package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Epochs on a real Redis: raised once for whatever has happened, by however many nodes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FenceTest {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private final RedisRig rig = new RedisRig();
  private final List<RedisBroker> nodes =
      List.of(rig.broker, rig.another(), rig.another(), rig.another());
  private final Keys keys = new Keys(RedisRig.PARTITIONS);

  @AfterAll
  void end() {
    nodes.forEach(node -> rig.loop.runOnContext(_ -> node.close()));
    rig.close();
  }

  private long awaitOneEpoch(RoomId room, long above) {
    int partition = rig.broker.partition(room);
    await()
        .atMost(BOUND)
        .until(
            () -> {
              nodes.forEach(node -> rig.on(() -> node.append(room, List.of(draft(ADA, "x")))));
              long epoch = rig.ledger.epoch(partition);
              return epoch > above
                  && nodes.stream().allMatch(node -> rig.epoch(node, room) == epoch);
            });
    return rig.ledger.epoch(partition);
  }

  // Two nodes that knew the master by two names raised the epoch in turn, for ever.
  @Test
  void the_first_replica_changes_the_name_of_the_master_and_raises_the_epoch_once() {
    RoomId room = new RoomId("replicated");
    long before = awaitOneEpoch(room, 0);
    String name = replicationId();
    try (TestRedis replica = new TestRedis()) {
      replica.command("REPLICAOF", "127.0.0.1", rig.redis.url().replaceAll(".*:", ""));
      await().atMost(BOUND).until(() -> !replicationId().equals(name));
      assertThat(rig.append(room, draft(ADA, "1")))
          .as("no connection has broken")
          .isInstanceOf(Closed.class);

      RedisBroker late = rig.another();
      await().atMost(BOUND).until(() -> rig.epoch(late, room) > 0);
      assertThat(rig.epoch(late, room)).isEqualTo(before + 1);

      assertThat(awaitOneEpoch(room, before)).isEqualTo(before + 1);
      rig.loop.runOnContext(_ -> late.close());
    }
  }

  private String replicationId() {
    return rig.redis.text("INFO", "replication").replaceAll("(?s).*master_replid:(\\w+).*", "$1");
  }

  @Test
  void a_flush_is_one_loss_for_all_who_find_it() {
    RoomId room = new RoomId("flushed");
    long before = awaitOneEpoch(room, 0);

    rig.redis.command("FLUSHALL");

    assertThat(awaitOneEpoch(room, before)).isEqualTo(before + 1);
  }

  // The queue began anew at its first place: what was announced long ago acked what had just come.
  @Test
  void a_queue_that_is_gone_never_gives_out_a_place_again() {
    RoomId room = new RoomId("queue");
    long before = awaitOneEpoch(room, 0);
    awaitOpen(room);
    Position place = logged(room);

    rig.redis.command("DEL", keys.archiveQueue(rig.broker.partition(room)));

    assertThat(rig.append(room, draft(ADA, "2"))).isEqualTo(new Stale());
    awaitOneEpoch(room, before);
    awaitOpen(room);
    assertThat(logged(room)).isGreaterThan(place);
    assertThat(rig.epoch(room)).isEqualTo(before + 1);
  }

  // What it held was in no archive until somebody spoke in a room of that partition again.
  @Test
  void a_queue_that_is_gone_is_noticed_where_nobody_speaks() {
    RoomId room = new RoomId("silence");
    long before = awaitOneEpoch(room, 0);
    awaitOpen(room);
    Position said = logged(room);
    await("the connection for reads is in this epoch too")
        .atMost(BOUND)
        .until(
            () -> rig.on(() -> rig.broker.heads(List.of(room))),
            heads -> heads.equals(List.of(new Head(room, said, Head.State.OPEN))));

    rig.redis.command("DEL", keys.archiveQueue(rig.broker.partition(room)));

    await()
        .atMost(BOUND)
        .until(
            () -> rig.on(() -> rig.broker.heads(List.of(room))),
            heads -> heads.equals(List.of(new Head(room, said, Head.State.CLOSED))));
    assertThat(rig.ledger.epoch(rig.broker.partition(room))).isEqualTo(before + 1);
  }

  @Test
  void a_queue_of_another_type_is_put_right() {
    RoomId room = new RoomId("type");
    long before = awaitOneEpoch(room, 0);
    awaitOpen(room);
    String queue = keys.archiveQueue(rig.broker.partition(room));
    rig.redis.command("DEL", queue);
    rig.redis.command("SET", queue, "what");

    assertThat(rig.append(room, draft(ADA, "1"))).isEqualTo(new Stale());

    awaitOneEpoch(room, before);
    awaitOpen(room);
    assertThat(logged(room).epoch()).isEqualTo(before + 1);
  }

  @Test
  void epoch_keys_of_any_kind_of_damage_are_put_right() {
    RoomId room = new RoomId("damage");
    int partition = rig.broker.partition(room);
    List<List<String>> damages =
        List.of(
            List.of("DEL", keys.epoch(partition)),
            List.of("SET", keys.epoch(partition), "many"),
            List.of("LPUSH", keys.epoch(partition) + "x", "1"),
            List.of("DEL", keys.incarnation(partition), keys.epoch(partition)));
    for (List<String> damage : damages) {
      long before = awaitOneEpoch(room, 0);
      rig.redis.command(damage.toArray(String[]::new));
      if (damage.getFirst().equals("LPUSH")) {
        rig.redis.command("RENAME", keys.epoch(partition) + "x", keys.epoch(partition));
      }

      assertThat(awaitOneEpoch(room, before)).as("%s", damage).isEqualTo(before + 1);
    }
  }

  private Position logged(RoomId room) {
    Append.Done done = (Append.Done) rig.append(room, draft(ADA, "1").asProven());
    return ((Append.Outcome.Logged) done.outcomes().getFirst()).queueId();
  }

  private void awaitOpen(RoomId room) {
    await()
        .atMost(BOUND)
        .until(
            () ->
                rig.append(room, draft(ADA, "1").asProven()) instanceof Closed closed
                    && rig.open(room, closed));
  }
}
