package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A Redis that is nearly full, or quite.
class RedisMemoryTest {

  private long nanos = TimeUnit.HOURS.toNanos(1);

  private RedisMemory.Gauge gauge() {
    return new RedisMemory(85, 1, () -> nanos).of(0);
  }

  @Test
  void what_redis_does_not_count_is_not_counted_and_without_a_limit_nothing_is_scarce() {
    RedisMemory.Gauge memory = gauge();

    memory.measured("# Memory\r\nused_memory:900\r\nmaxmemory:1000\r\n");
    assertThat(memory.isScarce()).isTrue();
    memory.measured(
        "used_memory:900\r\nused_memory_rss:7\r\nmem_not_counted_for_evict:100\r\nmaxmemory:1000\r\n");
    assertThat(memory.ratio()).isCloseTo(0.8, within(0.001));
    assertThat(memory.isScarce()).isFalse();
    memory.measured("used_memory:900\r\nmaxmemory:0\r\n");
    assertThat(memory.ratio()).isZero();
    assertThat(memory.isScarce()).isFalse();
  }

  @Test
  void one_of_those_who_could_ask_asks_once_a_second() {
    RedisMemory.Gauge memory = gauge();

    assertThat(memory.isDue()).isTrue();
    assertThat(memory.isDue()).isFalse();
    nanos += TimeUnit.MILLISECONDS.toNanos(999);
    assertThat(memory.isDue()).isFalse();
    nanos += TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(memory.isDue()).isTrue();
  }

  @Test
  void near_the_end_messages_are_refused_and_all_else_goes_on_and_so_it_does_at_the_end() {
    try (RedisRig rig = new RedisRig()) {
      RoomId room = rig.openRoom("full");
      rig.log(room, draft(ADA, "1"));

      // Ten per cent are left: a room can still be opened.
      rig.redis.command("CONFIG", "SET", "maxmemory", String.valueOf(used(rig) * 10 / 9));
      await().atMost(Duration.ofSeconds(5)).until(rig.memory::isScarce);
      assertRefused(rig, room);
      assertThat(rig.read(room, Position.NONE).publications()).hasSize(1);
      RoomId other = rig.openRoom("other");

      // None is left, not even for a node that has just come.
      rig.redis.command("CONFIG", "SET", "maxmemory", String.valueOf(used(rig) / 2));
      await().atMost(Duration.ofSeconds(5)).until(() -> rig.memory.ratio() > 1);
      RedisBroker late = rig.another();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> rig.on(() -> Future.succeededFuture(late.epoch(room))) == 1);
      assertRefused(rig, other);
      assertThat(rig.read(room, Position.NONE).publications()).hasSize(1);
      assertThat(rig.epoch(room)).as("no link was cut").isEqualTo(1);
      trim(rig, room);

      rig.redis.command("CONFIG", "SET", "maxmemory", "0");
      await().atMost(Duration.ofSeconds(5)).until(() -> !rig.memory.isScarce());
      assertThat(rig.log(room, draft(ADA, "2"))).containsExactly(new Position(1, 2));
    }
  }

  private static void trim(RedisRig rig, RoomId room) {
    String stream = new Keys(RedisRig.PARTITIONS).stream(room);
    rig.redis.command("FCALL", "chat1_trim", "1", stream, "1-1", "5", "10", "60000");
  }

  private static long used(RedisRig rig) {
    return rig.redis
        .text("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static void assertRefused(RedisRig rig, RoomId room) {
    assertThatThrownBy(() -> rig.append(room, draft(ADA, "more")))
        .isInstanceOfSatisfying(
            BrokerException.class,
            failure -> assertThat(failure.kind()).isEqualTo(BrokerException.Kind.OVERLOADED));
  }
}
