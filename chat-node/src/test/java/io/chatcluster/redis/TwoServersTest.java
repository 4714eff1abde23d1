package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.Archiver;
import io.chatcluster.archive.ArchiverEvents;
import io.chatcluster.archive.ArchiverSettings;
import io.chatcluster.archive.MemoryArchiveStore;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Ear;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two real Redis share the partitions, and one of them fails: the rooms of the other do not
/// notice.
class TwoServersTest {

  private static final Duration BOUND = Duration.ofSeconds(15);
  private static final List<RoomId> ROOMS = RedisRig.inEachPartition();

  private final RedisRig rig = new RedisRig(2);
  private final TestRedis failing = rig.servers.get(1);
  private final RoomId safe = RedisRig.inPartition(0, "safe");
  private final RoomId hit = RedisRig.inPartition(1, "hit");
  private final Ear ear = new Ear();
  private final MemoryArchiveStore store = new MemoryArchiveStore();
  private final RedisSubscriptions subscriptions =
      made(
          () ->
              new RedisSubscriptions(
                  rig.vertx, RedisRig.PARTITIONS, rig.settings(), LinkEvents.NONE, ear));
  private final RedisArchiveQueue queue =
      made(
          () ->
              new RedisArchiveQueue(
                  rig.vertx, RedisRig.PARTITIONS, rig.settings(), LinkEvents.NONE));
  private final Archiver archiver =
      new Archiver(
          queue,
          store,
          new ArchiverSettings(
              RedisRig.PARTITIONS.count(), 100, Duration.ofMillis(1), Duration.ofSeconds(5)),
          new ArchiverEvents() {});
  private boolean archives;

  @BeforeEach
  void begin() {
    rig.openRoom(safe.value());
    rig.openRoom(hit.value());
    subscriptions.start();
    queue.start();
    run(() -> subscriptions.subscribe(safe));
    run(() -> subscriptions.subscribe(hit));
    until(() -> ear.subscribed.containsAll(List.of(safe, hit)));
    ear.subscribed.clear();
  }

  @AfterEach
  void end() {
    if (archives) {
      archiver.close();
    }
    run(subscriptions::close);
    queue.close();
    rig.close();
  }

  @Test
  void a_restart_raises_the_epochs_of_what_is_kept_there_and_no_others() {
    Position first = rig.log(safe, draft(ADA, "1")).getFirst();
    rig.log(hit, draft(ADA, "1"));

    failing.restart();

    until(() -> epochs().equals(List.of(1L, 2L, 1L, 2L)));
    assertThat(rig.log(safe, draft(ADA, "2")))
        .as("still open")
        .containsExactly(new Position(1, first.offset() + 1));
    assertThat(rig.open(hit, rig.closed(hit))).isTrue();
    assertThat(rig.log(hit, draft(ADA, "2"))).containsExactly(new Position(2, 1));
    until(() -> ear.subscribed.contains(hit));
    assertThat(ear.subscribed).as("heard all the while").doesNotContain(safe);
  }

  @Test
  void while_one_is_gone_the_rooms_of_the_other_go_on_and_then_its_own_do() {
    archive();
    rig.log(hit, draft(ADA, "before"));
    until(() -> store.count(hit) == 1);

    failing.stop();

    until(() -> rig.epoch(hit) == -1);
    assertThatThrownBy(() -> rig.append(hit, draft(ADA, "to nobody")))
        .isInstanceOf(BrokerException.class);
    Position at = rig.log(safe, draft(ADA, "meanwhile")).getFirst();
    assertThat(RedisRig.ats(rig.read(safe, Position.NONE).publications()))
        .containsExactly(at.toString());
    assertThat(rig.on(() -> rig.broker.heads(List.of(hit, safe))))
        .containsExactly(new Head(safe, at, Head.State.OPEN));
    until(() -> ear.published.stream().anyMatch(one -> one.room().equals(safe)));
    until(() -> store.count(safe) == 1);
    until(() -> ear.committed.stream().anyMatch(ack -> ack.startsWith("0 up to 1-1 ")));
    assertThat(rig.epoch(safe)).isEqualTo(1);

    failing.start();

    until(() -> rig.epoch(hit) == 2);
    until(() -> rig.open(hit, rig.closed(hit)));
    rig.log(hit, draft(ADA, "after"));
    until(() -> store.count(hit) == 2);
    until(() -> ear.committed.stream().anyMatch(ack -> ack.startsWith("1 up to 2-")));
    assertThat(rig.epoch(safe)).isEqualTo(1);
  }

  @Test
  void while_one_is_frozen_what_is_said_at_the_other_is_archived_and_announced() {
    archive();
    rig.log(safe, draft(ADA, "0"));
    until(() -> store.count(safe) == 1);

    failing.freeze();
    try {
      for (int i = 1; i <= 20; i++) {
        int said = i;
        rig.log(safe, draft(ADA, "m" + i));
        until(() -> store.count(safe) == said + 1);
      }
      until(() -> ear.committed.stream().anyMatch(ack -> ack.startsWith("0 up to 1-21 ")));
    } finally {
      failing.thaw();
    }

    until(() -> rig.epoch(hit) == 1);
    assertThat(epochs()).as("nothing was lost").containsOnly(1L);
  }

  @Test
  void quiet_rooms_of_one_are_found_and_retired_while_the_other_is_gone() {
    Position at = rig.log(safe, draft(ADA, "1")).getFirst();
    rig.redis(safe).age(new Keys(RedisRig.PARTITIONS).stream(safe), Duration.ofDays(1));
    long hour = Duration.ofHours(1).toMillis();
    var quiet = rig.broker.quietRooms();

    failing.stop();

    Set<RoomId> found = new HashSet<>();
    await()
        .atMost(BOUND)
        .ignoreExceptions()
        .until(() -> found.addAll(rig.on(() -> quiet.next(1_000, hour))) && found.contains(safe));
    assertThat(rig.on(() -> quiet.retire(Map.of(safe, at), hour))).isEqualTo(1);
    failing.start();
  }

  @Test
  void only_the_one_that_is_nearly_full_takes_no_messages() {
    failing.command("CONFIG", "SET", "maxmemory", String.valueOf(1 << 20));

    until(() -> rig.broker.isScarce(hit));

    assertThat(rig.memory.isScarce()).isTrue();
    assertThatThrownBy(() -> rig.append(hit, draft(ADA, "no room")))
        .isInstanceOf(BrokerException.class);
    assertThat(rig.broker.isScarce(safe)).isFalse();
    assertThat(rig.append(safe, draft(ADA, "room"))).isInstanceOf(Append.Done.class);
  }

  // A read of the silent one that blocks for as long as it does alone held up the other's answer.
  @Test
  void what_waits_at_one_is_read_at_once_though_the_other_is_silent() {
    Map<Integer, Position> starts = Map.of(0, Position.NONE, 1, Position.NONE);
    Duration wait = Duration.ofSeconds(5);
    until(() -> queue.read(starts, 1, Duration.ZERO).epochs().size() == 2);
    rig.log(safe, draft(ADA, "1"));

    Duration best = wait;
    for (int i = 0; i < 5; i++) {
      long began = System.nanoTime();
      assertThat(queue.read(starts, 100, wait).entries()).hasSize(1);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      best = took.compareTo(best) < 0 ? took : best;
    }

    assertThat(best).isLessThan(Duration.ofMillis(300));
  }

  private void archive() {
    archives = true;
    archiver.start();
  }

  private List<Long> epochs() {
    return ROOMS.stream().map(rig::epoch).toList();
  }

  private <T> T made(Supplier<T> what) {
    return rig.on(() -> Future.succeededFuture(what.get()));
  }

  private void run(Runnable task) {
    rig.on(
        () -> {
          task.run();
          return Future.succeededFuture();
        });
  }

  private static void until(BooleanSupplier condition) {
    await().atMost(BOUND).ignoreExceptions().until(condition::getAsBoolean);
  }
}
