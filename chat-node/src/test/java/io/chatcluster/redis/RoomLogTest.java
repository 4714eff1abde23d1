package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.BOB;
import static io.chatcluster.redis.RedisRig.archived;
import static io.chatcluster.redis.RedisRig.ats;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The function library and its broker on a real Redis.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomLogTest {

  private RedisRig rig = new RedisRig();

  @BeforeAll
  void begin() {
    assertThat(rig.epoch(new RoomId("any"))).isEqualTo(1);
  }

  @AfterAll
  void end() {
    rig.close();
  }

  @Test
  void a_room_must_be_opened_before_it_takes_a_message() {
    RoomId room = new RoomId("new");

    assertThat(rig.append(room, draft(ADA, "hi")))
        .isEqualTo(new Closed(1, Closed.Memory.UNKNOWN, Position.NONE));
    assertThat(rig.open(room, rig.closed(room))).isTrue();
    assertThat(rig.log(room, draft(ADA, "hi"))).containsExactly(new Position(1, 1));
  }

  @Test
  void every_message_names_the_one_before_it() {
    RoomId room = rig.openRoom("chain");

    rig.log(room, draft(ADA, "1"), draft(BOB, "2"));
    rig.log(room, draft(ADA, "3"));

    List<Publication> all = rig.read(room, Position.NONE).publications();
    assertThat(all).extracting(p -> p.at().toString()).containsExactly("1-1", "1-2", "1-3");
    assertThat(all).extracting(p -> p.prev().toString()).containsExactly("0-0", "1-1", "1-2");
    assertThat(all).extracting(Publication::origin).containsOnly("n1");
    assertThat(ats(rig.read(room, new Position(1, 2)).publications())).containsExactly("1-3");
  }

  @Test
  void a_message_of_an_unknown_version_is_an_error_and_none_is_passed_over() {
    RoomId room = rig.openRoom("versions");
    String stream = new Keys(RedisRig.PARTITIONS).stream(room);
    String head = new Keys(RedisRig.PARTITIONS).head(room);
    rig.log(room, draft(ADA, "1"));
    rig.redis.command("XADD", stream, "1-2", "e", "1.7 n9 1-1 poll shard=3 {\"ts\":1}");
    rig.redis.command("HSET", head, "last", "1-2");
    assertThat(rig.read(room, Position.NONE).publications()).hasSize(2);
    rig.redis.command("XADD", stream, "1-3", "e", "2 n9 1-2 chat {\"ts\":1}");
    rig.redis.command("HSET", head, "last", "1-3");

    assertThatThrownBy(() -> rig.read(room, Position.NONE))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("message 1-3 of room versions cannot be read");
  }

  @Test
  void an_id_of_a_user_is_stored_once_in_a_room() {
    RoomId room = rig.openRoom("dedupe");
    RoomId other = rig.openRoom("dedupe2");
    Draft draft = draft(ADA, "once");
    Position at = rig.log(room, draft).getFirst();

    Append.Done again = (Append.Done) rig.append(room, draft, draft(ADA, "next"), draft);

    assertThat(again.outcomes().get(0)).isInstanceOf(Append.Outcome.Duplicate.class);
    assertThat(((Append.Outcome.Duplicate) again.outcomes().get(0)).at()).isEqualTo(at);
    assertThat(again.outcomes().get(1)).isInstanceOf(Append.Outcome.Logged.class);
    assertThat(again.outcomes().get(2)).isInstanceOf(Append.Outcome.Duplicate.class);
    assertThat(rig.log(other, draft)).hasSize(1);
    assertThat(rig.read(room, Position.NONE).publications()).hasSize(2);
  }

  @Test
  void an_id_twice_in_one_call_is_stored_once() {
    RoomId room = rig.openRoom("twins");
    Draft draft = draft(ADA, "once");

    Append.Done done = (Append.Done) rig.append(room, draft, draft);

    assertThat(done.outcomes().get(0)).isInstanceOf(Append.Outcome.Logged.class);
    assertThat(done.outcomes().get(1)).isInstanceOf(Append.Outcome.Duplicate.class);
  }

  @Test
  void nothing_is_appended_while_the_archiver_is_too_far_behind() {
    RoomId room = rig.openRoom("full");
    String queue = new Keys(RedisRig.PARTITIONS).archiveQueue(rig.broker.partition(room));
    for (int i = 0; i < RedisRig.BACKLOG_LIMIT; i++) {
      rig.redis.command("XADD", queue, "1-*", "r", "x", "a", "1-1", "e", "1 n 0-0 chat {}");
    }

    assertThat(rig.append(room, draft(ADA, "more"))).isInstanceOf(Append.Full.class);
    assertThat(rig.read(room, Position.NONE).publications()).isEmpty();

    rig.redis.command("XTRIM", queue, "MAXLEN", "0");
    assertThat(rig.log(room, draft(ADA, "more"))).hasSize(1);
  }

  @Test
  void a_stale_epoch_appends_and_reads_nothing_and_is_learnt() {
    try (RedisRig own = new RedisRig()) {
      RoomId room = own.openRoom("stale");
      own.log(room, draft(ADA, "1"));
      String epoch = new Keys(RedisRig.PARTITIONS).epoch(own.broker.partition(room));
      own.redis.command("SET", epoch, "5");

      assertThat(own.append(room, draft(ADA, "2"))).isEqualTo(new Stale());
      await().atMost(Duration.ofSeconds(5)).until(() -> own.epoch(room) == 5);
      assertThat(own.append(room, draft(ADA, "2")))
          .isEqualTo(new Closed(5, Closed.Memory.AGREED, new Position(1, 1)));

      assertThat(own.open(room, own.closed(room))).isTrue();
      assertThat(own.log(room, draft(ADA, "2"))).containsExactly(new Position(5, 1));
      Publication newest = own.read(room, new Position(1, 1)).publications().getFirst();
      assertThat(newest.prev()).isEqualTo(new Position(1, 1));
    }
  }

  @Test
  void what_the_archive_has_is_put_back_and_an_old_id_must_be_proven() {
    RoomId room = new RoomId("restored");
    Closed closed = rig.closed(room);

    boolean open =
        rig.open(room, closed, archived(room, "0-7", "0-6"), archived(room, "0-8", "0-7"));

    assertThat(open).isTrue();
    assertThat(ats(rig.read(room, Position.NONE).publications())).containsExactly("0-7", "0-8");
    Draft draft = draft(ADA, "after");
    Append.Done unproven = (Append.Done) rig.append(room, draft, draft(ADA, "then"));
    assertThat(unproven.outcomes()).containsExactly(new Append.Outcome.Unproven());
    assertThat(rig.log(room, draft.asProven())).containsExactly(new Position(1, 1));
    assertThat(rig.read(room, new Position(0, 8)).publications().getFirst().prev())
        .isEqualTo(new Position(0, 8));
  }

  @Test
  void an_id_made_well_after_the_restoration_needs_no_proof() {
    RoomId room = new RoomId("fresh");
    rig.open(room, rig.closed(room), archived(room, "0-1", "0-0"));

    Draft later = draft(ADA, System.currentTimeMillis() + 11_000, "later");

    assertThat(rig.log(room, later)).containsExactly(new Position(1, 1));
  }

  @Test
  void an_opening_fails_if_the_room_has_moved_on_since() {
    RoomId room = new RoomId("moved");
    Closed before = rig.closed(room);
    rig.open(room, before);
    rig.log(room, draft(ADA, "1"));
    Closed other = new Closed(1, Closed.Memory.AGREED, new Position(0, 3));
    String head = new Keys(RedisRig.PARTITIONS).head(room);
    rig.redis.command("HSET", head, "epoch", "0");

    assertThat(rig.open(room, before)).isFalse();
    assertThat(rig.open(room, other)).isFalse();
    assertThat(rig.open(room, new Closed(0, Closed.Memory.AGREED, new Position(1, 1)))).isFalse();
    assertThat(rig.open(room, rig.closed(room))).isTrue();
    assertThat(rig.open(room, other)).as("it is open already").isTrue();
  }

  // What had been known of the queue when it was empty was put into a room of which all was lost
  // meanwhile but what waited there.
  @Test
  void an_opening_that_looked_at_the_queue_before_the_room_was_opened_and_lost_fails() {
    RoomId room = new RoomId("looked");
    Keys keys = new Keys(RedisRig.PARTITIONS);
    Opening early = rig.opening(room, rig.closed(room), false);
    assertThat(rig.open(room, rig.closed(room))).isTrue();
    rig.log(room, draft(ADA, "1"));
    rig.redis.command("DEL", keys.head(room), keys.stream(room));

    assertThat(rig.open(early)).isFalse();
    assertThat(rig.open(room, rig.closed(room))).isTrue();
  }

  @Test
  void a_reset_drops_what_does_not_join_up_and_never_takes_positions_back() {
    RoomId room = rig.openRoom("reset");
    rig.log(room, draft(ADA, "1"), draft(ADA, "2"));
    Keys keys = new Keys(RedisRig.PARTITIONS);
    rig.redis.command("HSET", keys.head(room), "epoch", "0");
    Publication later = archived(room, "1-9", "1-8");

    Closed closed = rig.closed(room);
    boolean open = rig.open(rig.opening(room, closed, true, later));

    assertThat(open).isTrue();
    assertThat(ats(rig.read(room, Position.NONE).publications())).containsExactly("1-9");
    assertThat(rig.log(room, draft(ADA, "3").asProven())).containsExactly(new Position(1, 10));
  }

  @Test
  void an_id_of_a_lost_branch_is_stored_again_once_that_is_proven_and_once_only() {
    RoomId room = rig.openRoom("lost-branch");
    Keys keys = new Keys(RedisRig.PARTITIONS);
    Draft lost = draft(ADA, "2");
    Draft next = draft(ADA, "3");
    rig.log(room, draft(ADA, "1"), lost);
    // As after a restart with an older file: this epoch is an old one now.
    rig.redis.command("HSET", keys.head(room), "epoch", "0");
    rig.redis.command("SET", keys.dedupe(room, ADA, lost.id()), "0-2 0-17", "PX", "60000");
    assertThat(rig.open(room, rig.closed(room))).isTrue();

    Append.Done doubt = (Append.Done) rig.append(room, lost, next);
    assertThat(doubt.outcomes())
        .as("nothing passes by")
        .containsExactly(new Append.Outcome.Duplicate(new Position(0, 2), new Position(0, 17)));
    Append.Done other = (Append.Done) rig.append(room, lost.asLostAt(new Position(0, 1)));
    Append.Done plain = (Append.Done) rig.append(room, lost.asProven());
    assertThat(other).as("another place is proven lost").isEqualTo(doubt);
    assertThat(plain).as("a place that nobody knew of").isEqualTo(doubt);

    Draft proven = lost.asLostAt(new Position(0, 2));
    Append.Done again = (Append.Done) rig.append(room, proven, next, proven);
    assertThat(again.outcomes().get(0)).isInstanceOf(Append.Outcome.Logged.class);
    assertThat(again.outcomes().get(1)).isInstanceOf(Append.Outcome.Logged.class);
    Append.Outcome twice = again.outcomes().get(2);
    assertThat(twice).isInstanceOf(Append.Outcome.Duplicate.class);
    assertThat(((Append.Outcome.Duplicate) twice).at()).isEqualTo(new Position(1, 3));
  }

  @Test
  void a_trim_never_reaches_above_what_is_archived_nor_into_what_is_kept() {
    RoomId room = rig.openRoom("trim");
    for (int i = 0; i < 20; i++) {
      rig.log(room, draft(ADA, "m" + i));
    }

    trim(room, "1-3");
    assertThat(ats(rig.read(room, Position.NONE).publications())).startsWith("1-3").hasSize(18);
    trim(room, "1-20");
    assertThat(ats(rig.read(room, Position.NONE).publications())).startsWith("1-16").hasSize(5);
    trim(room, "1-20");
    assertThat(rig.read(room, Position.NONE).publications()).hasSize(5);
    assertThat(rig.log(room, draft(ADA, "on"))).containsExactly(new Position(1, 21));
  }

  private void trim(RoomId room, String committed) {
    String stream = new Keys(RedisRig.PARTITIONS).stream(room);
    rig.redis.command("FCALL", "chat1_trim", "1", stream, committed, "5", "10", "60000");
  }

  @Test
  void a_trim_keeps_no_more_bytes_than_it_may_however_few_messages_that_are() {
    RoomId room = rig.openRoom("heavy");
    for (int i = 0; i < 8; i++) {
      rig.log(room, draft(ADA, "x".repeat(12_000)));
    }
    trim(room, "1-3");
    assertThat(ats(rig.read(room, Position.NONE).publications()))
        .as("what is not archived stays")
        .startsWith("1-3")
        .hasSize(6);

    trim(room, "1-8");

    assertThat(ats(rig.read(room, Position.NONE).publications())).containsExactly("1-7", "1-8");
  }

  private Slice.Read readBack(RoomId room, Position before, int count) {
    Bound bound = new Bound(count, 1 << 19);
    return (Slice.Read) rig.on(() -> rig.broker.readBack(room, before, bound, Priority.CLIENT));
  }

  @Test
  void the_past_is_read_from_its_end() {
    RoomId room = rig.openRoom("back");
    rig.log(room, draft(ADA, "1"), draft(ADA, "2"), draft(ADA, "3"));

    Slice.Read newest = readBack(room, Position.NONE, 2);
    Slice.Read older = readBack(room, new Position(1, 3), 10);

    assertThat(ats(newest.publications())).containsExactly("1-3", "1-2");
    assertThat(ats(older.publications())).containsExactly("1-2", "1-1");
    assertThat(older.head()).isEqualTo(new Position(1, 3));
  }

  @Test
  void heads_tell_open_rooms_from_closed_ones() {
    RoomId open = rig.openRoom("head1");
    RoomId unknown = new RoomId("head2");
    rig.log(open, draft(ADA, "1"));

    List<Head> heads = rig.on(() -> rig.broker.heads(List.of(open, unknown)));

    assertThat(heads)
        .containsExactlyInAnyOrder(
            new Head(open, new Position(1, 1), Head.State.OPEN),
            new Head(unknown, Position.NONE, Head.State.UNKNOWN));
  }

  @Test
  void a_room_in_which_nobody_spoke_costs_nothing_for_long() {
    RoomId room = rig.openRoom("silent");
    String head = new Keys(RedisRig.PARTITIONS).head(room);
    assertThat(Long.parseLong(rig.redis.text("TTL", head))).isBetween(1L, 3_600L);

    rig.log(room, draft(ADA, "hello"));

    assertThat(rig.redis.text("TTL", head)).isEqualTo("-1");
  }

  @Test
  void the_log_tells_where_an_id_stands_and_since_when_the_archiver_owes() {
    RoomId room = rig.openRoom("find");
    Draft draft = draft(ADA, 1_790_000_000_123L, "x");
    rig.redis.command(
        "XTRIM",
        new Keys(RedisRig.PARTITIONS).archiveQueue(rig.broker.partition(room)),
        "MAXLEN",
        "0");
    assertThat(rig.on(() -> rig.broker.oldestWaiting(room))).isEmpty();

    Position at = rig.log(room, draft).getFirst();

    assertThat(rig.on(() -> rig.broker.find(room, ADA, draft.id())).orElseThrow().at())
        .isEqualTo(at);
    assertThat(rig.on(() -> rig.broker.find(room, BOB, draft.id()))).isEmpty();
    assertThat(rig.on(() -> rig.broker.oldestWaiting(room))).contains(1_790_000_000_123L);
  }
}
