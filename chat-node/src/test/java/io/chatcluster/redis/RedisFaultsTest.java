package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.archived;
import static io.chatcluster.redis.RedisRig.ats;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A broker whose Redis is broken under it.
class RedisFaultsTest {

  private final RedisRig rig = new RedisRig();

  @AfterEach
  void end() {
    rig.close();
  }

  @Test
  void a_cut_connection_comes_back_in_the_same_epoch() {
    RoomId room = rig.openRoom("kill");
    Draft draft = draft(ADA, "1");
    rig.log(room, draft);

    rig.redis.command("CLIENT", "KILL", "TYPE", "normal");

    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .until(() -> rig.append(room, draft) instanceof Append.Done);
    assertThat(rig.epoch(room)).isEqualTo(1);
    assertThat(rig.read(room, Position.NONE).publications()).hasSize(1);
  }

  @Test
  void a_restart_of_redis_raises_the_epoch_and_keeps_the_log() {
    RoomId room = rig.openRoom("restart");
    Draft draft = draft(ADA, "1");
    rig.log(room, draft);

    rig.redis.restart();

    await().atMost(Duration.ofSeconds(8)).until(() -> rig.epoch(room) == 2);
    assertThat(rig.append(room, draft))
        .isEqualTo(new Closed(2, Closed.Memory.AGREED, new Position(1, 1)));
    assertThat(rig.open(room, rig.closed(room))).isTrue();
    assertThat(((Append.Done) rig.append(room, draft)).outcomes().getFirst())
        .isInstanceOf(Append.Outcome.Duplicate.class);
    assertThat(rig.log(room, draft(ADA, "2"))).containsExactly(new Position(2, 1));
    assertThat(ats(rig.read(room, Position.NONE).publications())).containsExactly("1-1", "2-1");
  }

  @Test
  void a_flush_raises_the_epoch_and_positions_are_never_used_again() {
    RoomId room = rig.openRoom("flush");
    rig.log(room, draft(ADA, "1"));

    rig.redis.command("FLUSHALL");

    assertThat(rig.append(room, draft(ADA, "2"))).isInstanceOf(Stale.class);
    await().atMost(Duration.ofSeconds(5)).until(() -> rig.epoch(room) == 2);
    Closed closed = rig.closed(room);
    assertThat(closed).isEqualTo(new Closed(2, Closed.Memory.UNKNOWN, Position.NONE));
    assertThat(rig.open(room, closed, archived(room, "1-1", "0-0"))).isTrue();
    assertThat(rig.log(room, draft(ADA, "2").asProven())).containsExactly(new Position(2, 1));
  }

  @Test
  void a_redis_that_hangs_is_given_up_within_the_deadline_and_found_again() {
    RoomId room = rig.openRoom("hang");
    Thread.ofVirtual().start(() -> rig.redis.text("DEBUG", "SLEEP", "2.5"));
    long began = System.nanoTime();

    assertThatThrownBy(
            () -> {
              while (true) {
                rig.append(room, draft(ADA, "1"));
              }
            })
        .isInstanceOf(BrokerException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(rig.epoch(room)).isEqualTo(-1);
    rig.awaitUp();
    assertThat(rig.epoch(room)).isEqualTo(1);
  }

  @Test
  void a_replica_is_not_taken_for_a_master() {
    rig.redis.command("REPLICAOF", "127.0.0.1", "1");
    rig.redis.command("CLIENT", "KILL", "TYPE", "normal");
    RoomId room = new RoomId("replica");

    await().during(Duration.ofMillis(800)).until(() -> rig.epoch(room) == -1);

    rig.redis.command("REPLICAOF", "NO", "ONE");
    rig.awaitUp();
    assertThat(rig.epoch(room)).as("a promotion is another incarnation").isEqualTo(2);
  }
}
