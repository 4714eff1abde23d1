package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.archived;
import static io.chatcluster.redis.RedisRig.ats;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Rooms that fell quiet leave Redis, if the archive has all of them, and come back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisQuietRoomsTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Position FIRST = new Position(1, 1);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Keys keys = new Keys(RedisRig.PARTITIONS);
  private RedisRig rig;
  private QuietRooms quiet;

  @BeforeAll
  void start() {
    rig = new RedisRig();
    quiet = rig.broker.quietRooms();
  }

  @AfterAll
  void end() {
    rig.close();
  }

  /// A room with one message, in which nobody has spoken for a day.
  private RoomId oldRoom() {
    RoomId room = rig.openRoom("quiet" + NAMES.incrementAndGet());
    rig.log(room, draft(ADA, "1"));
    age(room);
    return room;
  }

  private void age(RoomId room) {
    rig.redis.age(keys.stream(room), Duration.ofDays(1));
  }

  private int retire(RoomId room, Position archived) {
    return rig.on(() -> quiet.retire(Map.of(room, archived), HOUR));
  }

  private boolean isThere(RoomId room) {
    return !rig.redis.text("EXISTS", keys.head(room), keys.stream(room)).equals("0");
  }

  private List<RoomId> found() {
    List<RoomId> all = new ArrayList<>();
    long keysThere = Long.parseLong(rig.redis.text("DBSIZE"));
    all.addAll(rig.on(() -> quiet.next((int) keysThere * 4, HOUR)));
    return all;
  }

  @Test
  void rooms_in_which_nobody_speaks_or_reads_are_found() {
    RoomId old = oldRoom();
    RoomId spoken = oldRoom();
    rig.log(spoken, draft(ADA, "2"));
    RoomId read = oldRoom();
    rig.read(read, Position.NONE);
    RoomId resumed = oldRoom();
    rig.read(resumed, FIRST);
    RoomId young = rig.openRoom("young");
    rig.log(young, draft(ADA, "1"));

    assertThat(found()).contains(old).doesNotContain(spoken, read, resumed, young);
    assertThat(found()).as("who looks wakes nobody").contains(old);
    rig.on(() -> rig.broker.heads(List.of(old)));
    assertThat(found()).as("nor do those who only listen").contains(old);
  }

  @Test
  void a_room_that_is_archived_leaves_nothing_behind_and_comes_back_whole() {
    RoomId room = oldRoom();
    Publication said = rig.read(room, Position.NONE).publications().getFirst();
    age(room);

    assertThat(retire(room, FIRST)).isEqualTo(1);

    assertThat(isThere(room)).isFalse();
    Closed closed = rig.closed(room);
    assertThat(closed).isEqualTo(new Closed(1, Closed.Memory.UNKNOWN, Position.NONE));
    assertThat(rig.open(room, closed, said)).isTrue();
    assertThat(ats(rig.read(room, Position.NONE).publications())).containsExactly("1-1");
    Append.Done again = (Append.Done) rig.append(room, draft(ADA, "2"));
    assertThat(again.outcomes())
        .as("an id of before may be archived")
        .containsExactly(new Append.Outcome.Unproven());
  }

  @Test
  void a_room_stays_while_anything_is_known_of_it_here_alone() {
    RoomId behind = oldRoom();
    assertThat(retire(behind, Position.NONE)).as("not archived").isZero();
    RoomId ahead = oldRoom();
    assertThat(retire(ahead, new Position(1, 2))).as("Redis lost the end").isZero();
    RoomId young = rig.openRoom("busy");
    rig.log(young, draft(ADA, "1"));
    assertThat(retire(young, FIRST)).as("not quiet").isZero();

    RoomId headless = oldRoom();
    rig.redis.command("DEL", keys.head(headless));
    RoomId torn = oldRoom();
    rig.redis.command("HSET", keys.head(torn), "last", "1-7");
    RoomId unlucky = oldRoom();
    rig.redis.command("HSET", keys.head(unlucky), "last", "1-7");
    assertThat(retire(headless, FIRST)).as("no hash").isZero();
    assertThat(retire(torn, FIRST)).as("the hash says more").isZero();
    assertThat(retire(unlucky, new Position(1, 7))).as("the stream says less").isZero();
    assertThat(List.of(behind, ahead, young, headless, torn, unlucky)).allMatch(this::isThere);
  }

  @Test
  void places_that_only_redis_knows_to_be_taken_stay_known() {
    RoomId room = new RoomId("taken");
    Publication old = archived(room, "0-3", "0-2");
    assertThat(rig.open(room, rig.closed(room), old)).isTrue();
    rig.redis.command("HSET", keys.head(room), "from", "9");
    age(room);
    assertThat(retire(room, old.at())).as("offsets up to 9 were given out").isZero();

    rig.redis.command("HDEL", keys.head(room), "from");
    age(room);
    assertThat(retire(room, old.at())).isEqualTo(1);
  }

  @Test
  void an_opening_that_asked_the_archive_before_a_retirement_opens_nothing() {
    RoomId room = oldRoom();
    Publication first = rig.read(room, Position.NONE).publications().getFirst();
    age(room);
    retire(room, FIRST);
    Opening slow = opening(room, first);
    // Meanwhile somebody else opens the room, says something, and it falls quiet again.
    assertThat(rig.open(opening(room, first))).isTrue();
    rig.redis.command("HSET", keys.head(room), "opened", "0");
    Position second = rig.log(room, draft(ADA, "2")).getFirst();
    age(room);
    assertThat(retire(room, second)).isEqualTo(1);

    assertThat(rig.open(slow)).isFalse();

    assertThat(isThere(room)).isFalse();
    assertThat(rig.open(opening(room, first))).as("who asks now may").isTrue();
  }

  private Opening opening(RoomId room, Publication archived) {
    return rig.opening(room, rig.closed(room), false, archived);
  }

  @Test
  void a_full_redis_lets_rooms_leave_and_come_back() {
    RoomId room = oldRoom();
    Publication said = rig.read(room, Position.NONE).publications().getFirst();
    age(room);
    rig.redis.command("CONFIG", "SET", "maxmemory", "1000");
    try {
      assertThat(retire(room, FIRST)).isEqualTo(1);
      assertThat(rig.open(room, rig.closed(room), said)).isTrue();
    } finally {
      rig.redis.command("CONFIG", "SET", "maxmemory", "0");
    }
  }

  @Test
  void names_that_look_like_a_room_are_passed_over() {
    rig.redis.command("XADD", "{p99}:r:somebody:s", "1-1", "e", "x");
    rig.redis.command("XADD", "{p1}:r:a:b:s", "1-1", "e", "x");
    rig.redis.command("XADD", "{p}:r::s", "1-1", "e", "x");
    List.of("{p99}:r:somebody:s", "{p1}:r:a:b:s", "{p}:r::s")
        .forEach(key -> rig.redis.age(key, Duration.ofDays(1)));

    assertThat(found()).extracting(RoomId::value).noneMatch(name -> !name.startsWith("quiet"));
  }
}
