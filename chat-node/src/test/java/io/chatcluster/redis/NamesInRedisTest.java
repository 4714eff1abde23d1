package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Quotas.Debit;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.NameTable;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.Topic;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rooms and users of every name in a real Redis: in each room the user of that name says it.
class NamesInRedisTest {

  private static final RedisRig RIG = new RedisRig();
  private static final Map<RoomId, Publication> HEARD = new ConcurrentHashMap<>();
  private static final Set<Audience> SIGNALLED = ConcurrentHashMap.newKeySet();
  private static final Map<RoomId, Draft> SAID = new HashMap<>();
  private static final Set<RoomId> ROOMS =
      NameTable.accepted().stream().map(RoomId::new).collect(Collectors.toSet());

  @BeforeAll
  static void everybody_speaks() {
    Set<RoomId> subscribed = ConcurrentHashMap.newKeySet();
    RedisSubscriptions subscriptions =
        made(
            () ->
                new RedisSubscriptions(
                    RIG.vertx,
                    RedisRig.PARTITIONS,
                    RIG.settings(),
                    LinkEvents.NONE,
                    new Listener(subscribed)));
    subscriptions.start();
    for (RoomId room : ROOMS) {
      RIG.loop.runOnContext(_ -> subscriptions.subscribe(room));
      RIG.loop.runOnContext(_ -> subscriptions.subscribe(new UserId(room.value())));
    }
    await().atMost(Duration.ofSeconds(8)).until(() -> subscribed.equals(ROOMS));
    for (RoomId room : ROOMS) {
      assertThat(RIG.open(room, (Closed) slice(room))).isTrue();
      Draft draft = draft(new UserId(room.value()), room.value());
      RIG.log(room, draft);
      SAID.put(room, draft);
    }
  }

  @AfterAll
  static void end() {
    RIG.close();
  }

  private static <T> T made(Supplier<T> make) {
    return RIG.on(() -> Future.succeededFuture(make.get()));
  }

  private static Slice slice(RoomId room) {
    return RIG.on(() -> RIG.broker.read(room, Position.NONE, RedisRig.PAGE, Priority.CLIENT));
  }

  private static void isWhatWasSaid(RoomId room, List<Publication> found) {
    assertThat(found).as(room.value()).hasSize(1);
    assertThat(Stamp.of(found.getFirst().body()).from().value()).isEqualTo(room.value());
  }

  @Test
  void a_room_has_what_was_said_in_it_and_nothing_else() {
    for (RoomId room : ROOMS) {
      isWhatWasSaid(room, ((Slice.Read) slice(room)).publications());
    }
  }

  @Test
  void who_listens_to_a_room_hears_it() {
    await().atMost(Duration.ofSeconds(8)).until(() -> HEARD.keySet().equals(ROOMS));
    HEARD.forEach((room, publication) -> isWhatWasSaid(room, List.of(publication)));
  }

  @Test
  void a_signal_is_heard_in_its_room_or_by_its_user_and_nowhere_else() {
    Set<Audience> told = new HashSet<>();
    for (RoomId room : ROOMS) {
      for (Audience audience :
          List.of(new Audience.OfRoom(room), new Audience.OfUser(new UserId(room.value())))) {
        Signal.Key key = new Signal.Key("n1.7", new Topic("typing"));
        Signal signal = Signal.of(audience, key, RedisRig.ADA, "Ada", null);
        RIG.on(() -> RIG.broker.signal(signal).mapEmpty());
        told.add(audience);
        await().atMost(Duration.ofSeconds(8)).until(() -> SIGNALLED.size() >= told.size());
        assertThat(SIGNALLED).isEqualTo(told);
      }
    }
  }

  @Test
  void a_message_is_known_by_its_room_and_sender() {
    for (RoomId room : ROOMS) {
      Draft said = SAID.getOrDefault(room, draft(RedisRig.ADA, ""));
      assertThat(RIG.on(() -> RIG.broker.find(room, said.user(), said.id()))).isPresent();
      assertThat(RIG.on(() -> RIG.broker.find(room, RedisRig.ADA, said.id()))).isEmpty();
    }
  }

  @Test
  void every_room_waits_for_the_archiver_under_its_own_name() {
    RedisArchiveQueue queue =
        made(
            () ->
                new RedisArchiveQueue(
                    RIG.vertx, RedisRig.PARTITIONS, RIG.settings(), LinkEvents.NONE));
    queue.start();
    Map<Integer, Position> cursors = new HashMap<>();
    ROOMS.forEach(room -> cursors.put(RIG.broker.partition(room), Position.NONE));

    await()
        .atMost(Duration.ofSeconds(8))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(queue.read(cursors, 1_000, Duration.ZERO).entries())
                    .extracting(ArchiveQueue.Entry::publication)
                    .extracting(Publication::room)
                    .containsExactlyInAnyOrderElementsOf(ROOMS));
    for (RoomId room : ROOMS) {
      assertThat(queue.readRoom(room, Position.NONE, new Position(1, 9))).hasSize(1);
      assertThat(RIG.on(() -> RIG.broker.queued(List.of(room))).get(room))
          .satisfies(waiting -> assertThat(waiting.entries()).as(room.value()).hasSize(1));
    }
    queue.close();
  }

  @Test
  void every_room_is_found_among_those_that_fell_quiet() {
    QuietRooms quiet = RIG.broker.quietRooms();
    Set<RoomId> found = new HashSet<>();

    for (int looks = 0; looks < 200 && !found.equals(ROOMS); looks++) {
      found.addAll(RIG.on(() -> quiet.next(100, 0)));
    }

    assertThat(found).isEqualTo(ROOMS);
  }

  @Test
  void every_user_has_a_bucket_of_their_own() {
    RedisQuotas quotas = made(() -> new RedisQuotas(RIG.vertx, RIG.settings(), LinkEvents.NONE));
    quotas.start();
    List<Debit> debits =
        NameTable.accepted().stream()
            .map(name -> new Debit(Limit.USER_MESSAGES, name, 60_000_000, 60_000_000))
            .toList();
    Debit other = new Debit(Limit.USER_READS, "general", 0, 60_000_000);

    await().atMost(Duration.ofSeconds(8)).ignoreExceptions().until(() -> settled(quotas, debits));

    assertThat(RIG.on(() -> quotas.settle(List.of(other)))).containsExactly(0L);
    assertThat(RIG.redis.text("EVAL", "return tostring(#redis.call('KEYS', '{limits}:*'))", "0"))
        .isEqualTo(String.valueOf(debits.size()));
    quotas.close();
  }

  private static boolean settled(RedisQuotas quotas, List<Debit> debits) {
    return RIG.on(() -> quotas.settle(debits)).size() == debits.size();
  }

  private record Listener(Set<RoomId> subscribed) implements Subscriptions.Listener {

    @Override
    public void published(Publication publication) {
      HEARD.put(publication.room(), publication);
    }

    @Override
    public void committed(int partition, Position queueId, Set<Position> discarded) {}

    @Override
    public void rightsChanged(RightsChange change) {}

    @Override
    public void signalled(Signal signal) {
      SIGNALLED.add(signal.to());
    }

    @Override
    public void subscribed(RoomId room) {
      subscribed.add(room);
    }
  }
}
