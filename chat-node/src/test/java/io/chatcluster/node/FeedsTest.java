package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.RoomStream;
import io.chatcluster.room.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rooms that a node hears: nothing that was published is missed for long.
class FeedsTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final long LINGER = 10_000;
  private static final long GRACE = 250;

  private final StillLoop loop = new StillLoop();
  private final MemoryLog log = new MemoryLog();
  private final LogReader reader =
      Readers.of(log, loop, new Deadlines(loop, TestSettings.publish(10_000)), 1 << 19).log();
  private final List<String> told = new ArrayList<>();
  private final Feeds feeds = feeds();
  private final PositionCheck check =
      new PositionCheck(
          feeds,
          new Stores(log, log.archive()),
          loop,
          Duration.ofMillis(GRACE),
          new NodeEvents() {
            @Override
            public void healed() {
              healed++;
            }
          });
  private boolean deaf;
  private int healed;
  private long ids;

  private Feeds feeds() {
    Feeds made =
        new Feeds(
            reader,
            loop,
            List.of(
                new Hearing(
                    new Mailbox(loop, loop),
                    new Telling(),
                    (_, _, _) -> {},
                    _ -> {},
                    new SignalRelay(loop, loop, _ -> {}, 1, new NodeEvents() {}))),
            new FeedSettings("n1", Duration.ofMillis(LINGER), Duration.ofMillis(GRACE)),
            new NodeEvents() {});
    made.listen(log);
    log.tell(
        new Subscriptions.Listener() {
          @Override
          public void subscribed(RoomId room) {
            made.subscribed(room);
          }

          @Override
          public void published(Publication publication) {
            if (!deaf) {
              made.published(publication);
            }
          }

          @Override
          public void committed(int partition, Position queueId, Set<Position> discarded) {}

          @Override
          public void rightsChanged(RightsChange change) {}

          @Override
          public void signalled(Signal signal) {}
        });
    return made;
  }

  private void check() {
    feeds.endIdle();
    check.run();
  }

  private void publish() {
    long now = loop.nowMillis();
    MessageId id = MessageId.create(now, 1, ++ids);
    log.place(ROOM, Draft.of(new Content.Chat(id, new UserId("ada"), "Ada", now, "hello")));
  }

  @Test
  void with_more_rooms_than_a_check_can_ask_for_each_gets_its_turn() {
    int rooms = 2 * PositionCheck.ROOMS_AT_ONCE + 7;
    Set<RoomId> watched = new HashSet<>();
    for (int i = 0; i < rooms; i++) {
      RoomId room = new RoomId("room" + i);
      watched.add(room);
      feeds.watch(room, 0);
    }

    check();
    check();
    check();
    Set<RoomId> first = new HashSet<>();
    log.checked.forEach(first::addAll);
    check();

    assertThat(log.checked).allSatisfy(once -> assertThat(once.size()).isPositive());
    assertThat(log.checked.getFirst()).hasSize(PositionCheck.ROOMS_AT_ONCE);
    assertThat(log.checked.get(2)).as("the rest").hasSize(7);
    assertThat(first).isEqualTo(watched);
    assertThat(log.checked.get(3)).as("and again").hasSize(PositionCheck.ROOMS_AT_ONCE);
  }

  @Test
  void a_room_that_nobody_watches_any_more_is_not_asked_for() {
    feeds.watch(ROOM, 0);
    feeds.unwatch(ROOM, 0);

    loop.pass(LINGER - 1);
    check();
    assertThat(feeds.rooms()).hasSize(1);
    loop.pass(1);
    check();

    assertThat(feeds.rooms()).isEmpty();
    assertThat(log.checked).hasSize(1);
    assertThat(log.calls).contains("unsubscribe general");
  }

  @Test
  void a_wake_up_that_was_lost_is_found_by_the_position_check() {
    feeds.watch(ROOM, 0);
    publish();
    deaf = true;
    publish();
    assertThat(told).containsExactly("ready 0-0", "hear 1-1");

    check();
    loop.pass(GRACE);

    assertThat(told).containsExactly("ready 0-0", "hear 1-1", "hear 1-2");
    assertThat(healed).isEqualTo(1);
  }

  @Test
  void a_wake_up_that_is_only_late_is_not_read() {
    feeds.watch(ROOM, 0);
    deaf = true;
    publish();
    deaf = false;

    check();
    log.stream(ROOM).values().forEach(feeds::published);
    loop.pass(GRACE);

    assertThat(told).containsExactly("ready 0-0", "hear 1-1");
    assertThat(healed).isZero();
  }

  static Publication publication(RoomId room) {
    Content content =
        new Content.Chat(MessageId.create(1, 1, 1), new UserId("ada"), "Ada", 1, "hello");
    return new Publication(
        room, new Position(1, 1), Position.NONE, "n9", Kind.CHAT, Draft.of(content).body());
  }

  @Test
  void a_room_that_the_log_does_not_know_is_compared_with_the_archive() {
    log.rules().forgetRooms();
    feeds.watch(ROOM, 0);
    log.calls.clear();

    check();
    loop.pass(GRACE);
    assertThat(log.heads).as("one question for all such rooms").contains(List.of(ROOM));
    assertThat(log.calls).as("nobody reads what is not there").isEmpty();

    log.archived.put(new Position(1, 1), publication(ROOM));
    check();
    loop.pass(GRACE);

    assertThat(told).containsExactly("ready 0-0", "hear 1-1");
    assertThat(healed).isEqualTo(1);
    assertThat(log.openings).as("who listens opens nothing").isEmpty();
  }

  @Test
  void many_rooms_that_the_log_does_not_know_take_their_turns() {
    log.rules().forgetRooms();
    int rooms = 2 * PositionCheck.ARCHIVED_AT_ONCE;
    Set<RoomId> watched = new HashSet<>();
    for (int i = 0; i < rooms; i++) {
      RoomId room = new RoomId("quiet" + i);
      watched.add(room);
      feeds.watch(room, 0);
    }
    log.heads.clear();

    check();
    check();

    Set<RoomId> asked = new HashSet<>();
    log.heads.forEach(asked::addAll);
    assertThat(log.heads)
        .hasSize(2)
        .allMatch(some -> some.size() == PositionCheck.ARCHIVED_AT_ONCE);
    assertThat(asked).isEqualTo(watched);
  }

  @Test
  void a_subscription_that_stands_again_reads_afresh_and_not_with_one_that_began_before() {
    feeds.watch(ROOM, 0);
    publish();
    log.hold();
    reader.read(ROOM, new Position(1, 1));
    deaf = true;
    publish();
    deaf = false;

    feeds.subscribed(ROOM);
    log.release();

    assertThat(told).containsExactly("ready 0-0", "hear 1-1", "hear 1-2");
  }

  private final class Telling implements RoomStream {

    @Override
    public void ready(RoomId room, Position at) {
      if (room.equals(ROOM)) {
        told.add("ready " + at);
      }
    }

    @Override
    public void deliver(RoomId room, List<Publication> publications) {
      publications.forEach(publication -> told.add("hear " + publication.at()));
    }

    @Override
    public void rollback(RoomId room, Position to) {
      told.add("rollback " + to);
    }

    @Override
    public void gap(RoomId room, Segment.Missing gap) {
      told.add("gap " + gap.after());
    }
  }
}
