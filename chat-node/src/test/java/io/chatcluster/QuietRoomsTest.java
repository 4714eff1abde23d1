package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.node.NodeEvents;
import io.chatcluster.protocol.Bodies;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.waiting.Answers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What nobody uses leaves Redis, and nobody who comes back notices: two nodes, a real Redis and a
/// real PostgreSQL.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuietRoomsTest {

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MADE_UP = 3_000;

  private final AtomicInteger retired = new AtomicInteger();
  private final OneNode node =
      new OneNode(
          new NodeEvents() {
            @Override
            public void retired(int rooms) {
              retired.addAndGet(rooms);
            }
          });
  private final OneNode other = new OneNode(node);

  @BeforeAll
  void start() {
    node.startArchiver();
    // Both are connected when their first messages are stored.
    say(new RoomId("any"), "here");
    get(other.say(new RoomId("any"), OneNode.id(), "and there"));
    node.retire(HOUR);
  }

  @AfterAll
  void end() {
    other.close();
    node.close();
  }

  private static <T> T get(CompletableFuture<T> future) {
    return Answers.of(future, BOUND);
  }

  private Position say(RoomId room, String text) {
    return get(node.say(room, OneNode.id(), text));
  }

  private static List<String> texts(List<Publication> publications) {
    return publications.stream().map(row -> Bodies.message(row)).toList();
  }

  private long keys() {
    return Long.parseLong(node.redis.text("DBSIZE"));
  }

  private boolean isThere(RoomId room) {
    String keys = OneNode.keys(room);
    return !node.redis.text("EXISTS", keys + ":h", keys + ":s").equals("0");
  }

  private void awaitRetired(RoomId room) {
    node.redis.age(OneNode.keys(room) + ":s", HOUR.multipliedBy(2));
    await(room + " has left Redis").atMost(BOUND).until(() -> !isThere(room));
  }

  @Test
  void rooms_in_which_nobody_speaks_leave_nothing_behind() {
    say(new RoomId("any"), "hello");
    long before = keys();
    List<RoomId> rooms =
        IntStream.range(0, MADE_UP).mapToObj(i -> new RoomId("made-up-" + i)).toList();
    List<List<Publication>> heard = new ArrayList<>();
    List<CompletableFuture<Position>> joins = new ArrayList<>();
    for (int i = 0; i < MADE_UP; i++) {
      List<Publication> here = new CopyOnWriteArrayList<>();
      heard.add(here);
      joins.add(node.join(i % 2, rooms.get(i), here));
    }
    get(CompletableFuture.allOf(joins.toArray(CompletableFuture[]::new)));
    List<Publication> elsewhere = new CopyOnWriteArrayList<>();
    get(other.join(0, rooms.getFirst(), elsewhere));

    assertThat(joins).allMatch(joined -> joined.join().equals(Position.NONE));
    assertThat(keys()).isEqualTo(before);

    say(rooms.getFirst(), "first");

    await()
        .atMost(BOUND)
        .untilAsserted(
            () -> {
              assertThat(texts(heard.getFirst())).containsExactly("first");
              assertThat(texts(elsewhere)).containsExactly("first");
            });
    assertThat(keys()).as("hash, stream and id of that room").isEqualTo(before + 3);
  }

  @Test
  void a_quiet_room_leaves_and_who_listens_or_comes_back_notices_nothing() {
    RoomId room = new RoomId("quiet");
    List<Publication> heard = new CopyOnWriteArrayList<>();
    List<Publication> elsewhere = new CopyOnWriteArrayList<>();
    get(node.join(0, room, heard));
    get(other.join(1, room, elsewhere));
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      said.add("before " + i);
      say(room, said.getLast());
    }
    await().atMost(BOUND).until(() -> elsewhere.size() == 5 && heard.size() == 5);

    int before = retired.get();
    awaitRetired(room);
    await("it is counted").atMost(BOUND).until(() -> retired.get() > before);

    assertThat(texts(other.history(room))).as("read again").isEqualTo(said);
    awaitRetired(room);
    said.add("after");
    say(room, "after");

    await()
        .atMost(BOUND)
        .untilAsserted(
            () -> {
              assertThat(texts(heard)).isEqualTo(said);
              assertThat(texts(elsewhere)).isEqualTo(said);
            });
    assertThat(elsewhere.getLast().prev()).isEqualTo(elsewhere.get(4).at());
    assertThat(texts(node.history(room))).isEqualTo(said);
  }

  @Test
  void a_redis_full_of_quiet_rooms_empties_and_is_read_meanwhile() {
    RoomId small = new RoomId("small");
    say(small, "hello");
    List<RoomId> big = IntStream.range(0, 20).mapToObj(i -> new RoomId("big" + i)).toList();
    String text = "x".repeat(16_000);
    for (RoomId room : big) {
      get(
          CompletableFuture.allOf(
              IntStream.range(0, 20)
                  .mapToObj(_ -> node.say(room, OneNode.id(), text))
                  .toArray(CompletableFuture[]::new)));
    }
    RoomId gone = big.getFirst();
    awaitRetired(gone);
    try {
      fill();
      node.refused.clear();
      CompletableFuture<Position> waiting = node.say(small, OneNode.id(), "at last");
      await().atMost(BOUND).until(() -> node.refused.contains(ErrorCode.OVERLOADED));

      long before = keys();
      assertThat(get(node.join(0, gone, new ArrayList<>()))).isNotEqualTo(Position.NONE);
      assertThat(texts(node.history(gone))).hasSize(20);
      assertThat(get(other.join(1, small, new ArrayList<>()))).isNotEqualTo(Position.NONE);
      assertThat(isThere(gone)).as("what can be read elsewhere stays there").isFalse();
      assertThat(keys()).isLessThanOrEqualTo(before);
      assertThat(waiting).isNotDone();

      big.subList(1, big.size())
          .forEach(room -> node.redis.age(OneNode.keys(room) + ":s", HOUR.multipliedBy(2)));

      get(waiting);
      assertThat(texts(node.history(small))).containsExactly("hello", "at last");
    } finally {
      node.redis.command("CONFIG", "SET", "maxmemory", "0");
    }
  }

  /// Lets Redis have no more memory than it uses. What it uses falls for a while, as buffers for
  /// what was said are given back.
  private void fill() {
    AtomicLong before = new AtomicLong();
    await("both nodes see a full Redis")
        .atMost(BOUND)
        .until(
            () -> {
              long used = used();
              node.redis.command("CONFIG", "SET", "maxmemory", String.valueOf(used));
              boolean settled = used > 0.99 * before.getAndSet(used);
              return settled && node.memory() > 0.9 && other.memory() > 0.9;
            });
  }

  private long used() {
    return node.redis
        .text("INFO", "memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }
}
