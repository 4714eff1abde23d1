package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The wake-ups of a real Redis.
class RedisSubscriptionsTest {

  private final RedisRig rig = new RedisRig();
  private final Heard heard = new Heard();
  private final RedisSubscriptions subscriptions =
      rig.on(
          () ->
              Future.succeededFuture(
                  new RedisSubscriptions(
                      rig.vertx, RedisRig.PARTITIONS, rig.settings(), LinkEvents.NONE, heard)));

  @BeforeEach
  void begin() {
    subscriptions.start();
  }

  @AfterEach
  void end() {
    run(subscriptions::close);
    rig.close();
  }

  @Test
  void a_subscribed_room_is_heard_with_its_predecessors_and_another_is_not() {
    RoomId room = rig.openRoom("heard");
    RoomId other = rig.openRoom("unheard");
    subscribe(room);

    rig.log(other, draft(ADA, "x"));
    rig.log(room, draft(ADA, "1"), draft(ADA, "2"));

    awaitPublications(2);
    assertThat(heard.publications).extracting(Publication::room).containsOnly(room);
    assertThat(heard.publications)
        .extracting(p -> p.prev() + ">" + p.at())
        .containsExactly("0-0>1-1", "1-1>1-2");
  }

  @Test
  void nothing_is_heard_after_unsubscribing() {
    RoomId room = rig.openRoom("gone");
    RoomId witness = rig.openRoom("witness");
    subscribe(room);
    subscribe(witness);
    run(() -> subscriptions.unsubscribe(room));

    rig.log(room, draft(ADA, "x"));
    rig.log(witness, draft(ADA, "y"));

    awaitPublications(1);
    assertThat(heard.publications).extracting(Publication::room).containsExactly(witness);
  }

  @Test
  void a_lost_connection_is_made_anew_and_every_room_is_told_so() {
    RoomId one = rig.openRoom("one");
    RoomId two = rig.openRoom("two");
    subscribe(one);
    subscribe(two);
    heard.subscribed.clear();

    rig.redis.command("CLIENT", "KILL", "TYPE", "pubsub");

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> heard.subscribed.containsAll(List.of(one, two)));
    rig.log(one, draft(ADA, "1"));
    rig.log(two, draft(ADA, "2"));
    awaitPublications(2);
  }

  @Test
  void a_room_wanted_while_there_is_no_redis_is_subscribed_when_it_is_back() {
    RoomId room = rig.openRoom("later");
    rig.redis.restart();
    run(() -> subscriptions.subscribe(room));

    await().atMost(Duration.ofSeconds(8)).until(() -> heard.subscribed.contains(room));
  }

  @Test
  void what_the_archiver_announces_reaches_every_node() {
    subscribe(rig.openRoom("any"));
    String text =
        Announcement.write(Map.of(3, new Position(2, 9)), Map.of(3, Set.of(new Position(2, 7))));

    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              rig.redis.command("SPUBLISH", Keys.ACKS, text);
              return !heard.committed.isEmpty();
            });

    assertThat(heard.committed.getFirst()).isEqualTo("3 2-9 [2-7]");
  }

  @Test
  void a_wake_up_of_a_newer_version_is_passed_over() {
    RoomId room = rig.openRoom("newer");
    subscribe(room);

    String channel = new Keys(RedisRig.PARTITIONS).channel(room);
    rig.redis.command("SPUBLISH", channel, "1-1 2 n1 0-0 {}");
    rig.redis.command("SPUBLISH", channel, "1-1 1 nonsense");
    rig.redis.command("SPUBLISH", channel, "nonsense");
    rig.log(room, draft(ADA, "1"));

    awaitPublications(1);
  }

  private void subscribe(RoomId room) {
    run(() -> subscriptions.subscribe(room));
    await().atMost(Duration.ofSeconds(5)).until(() -> heard.subscribed.contains(room));
  }

  private void awaitPublications(int count) {
    await().atMost(Duration.ofSeconds(5)).until(() -> heard.publications.size() >= count);
    assertThat(heard.publications).hasSize(count);
  }

  private void run(Runnable task) {
    rig.on(
        () -> {
          task.run();
          return Future.succeededFuture();
        });
  }

  private static final class Heard implements Subscriptions.Listener {

    private final List<RoomId> subscribed = new CopyOnWriteArrayList<>();
    private final List<Publication> publications = new CopyOnWriteArrayList<>();
    private final List<String> committed = new CopyOnWriteArrayList<>();

    @Override
    public void subscribed(RoomId room) {
      subscribed.add(room);
    }

    @Override
    public void published(Publication publication) {
      publications.add(publication);
    }

    @Override
    public void committed(int partition, Position queueId, Set<Position> discarded) {
      committed.add(partition + " " + queueId + " " + discarded);
    }

    @Override
    public void rightsChanged(RightsChange change) {}

    @Override
    public void signalled(Signal signal) {}
  }
}
