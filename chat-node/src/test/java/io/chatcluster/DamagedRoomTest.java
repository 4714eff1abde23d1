package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.node.NodeEvents;
import io.chatcluster.protocol.Bodies;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rooms whose keys in Redis are lost in part, disagree, or are what they cannot be: each ends as a
/// working room, with everything that was said, in order.
///
/// Every damage is done to four rooms: to one in which all is archived and to one of which all
/// waits for the archiver, while they are open and before a restart of Redis. They are damaged
/// together, so that there is little to wait for.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedRoomTest {

  /// What is done, in commands: `h`, `s` and `q` stand for the room's hash and stream and the
  /// queue, `d` for the dedupe key of what is said last, `d3` for that of the third message, `2nd`
  /// and `3rd` for positions.
  enum Damage {
    HASH_GONE("DEL h"),
    STREAM_GONE("DEL s"),
    BOTH_GONE("DEL h s"),
    NO_EPOCH("HDEL h epoch"),
    NO_LAST("HDEL h last"),
    NO_OPENED("HDEL h opened"),
    NO_LAST_AND_NO_STREAM("HDEL h last", "DEL s"),
    EPOCH_IS_A_WORD("HSET h epoch soon"),
    LAST_IS_A_WORD("HSET h last soon"),
    LAST_IS_EMPTY("HSET h last -"),
    OPENED_IS_A_WORD("HSET h opened soon"),
    FROM_IS_A_WORD("HSET h from soon"),
    HASH_IS_A_STRING("DEL h", "SET h x"),
    STREAM_IS_A_LIST("DEL s", "LPUSH s x"),
    BOTH_ARE_SETS("DEL h s", "SADD h x", "SADD s x"),
    STREAM_EMPTIED("XTRIM s MAXLEN 0"),
    STREAM_EMPTIED_AND_HASH_GONE("XTRIM s MAXLEN 0", "DEL h"),
    STREAM_WITHOUT_ITS_END("XDEL s 3rd"),
    STREAM_WITHOUT_ITS_BEGINNING("XTRIM s MINID 3rd", "DEL h"),
    STREAM_TOP_BEYOND_ITS_END("XSETID s 1-900"),
    APPEND_TORN_AFTER_THE_QUEUE("HSET h last 2nd", "HDEL h epoch", "DEL d3"),
    APPEND_TORN_AND_HASH_GONE("DEL d3", "DEL h"),
    APPEND_TORN_AFTER_THE_ID("HSET h last 2nd", "HDEL h epoch"),
    APPEND_TORN_AND_ITS_END_GONE("HSET h last 2nd", "HDEL h epoch", "DEL d3", "XDEL s 3rd"),
    FIRST_APPENDS_TORN("HSET h last 0-0", "HDEL h epoch"),
    FIRST_APPENDS_TORN_AND_STREAM_GONE("HSET h last 0-0", "HDEL h epoch", "DEL s"),
    LAST_BEYOND_STREAM("HSET h last 1-800", "HDEL h epoch"),
    ID_POINTS_BEYOND_ALL("SET d 1-700_1-700"),
    ID_POINTS_INTO_ANOTHER_EPOCH("SET d 77-7_77-7"),
    ID_IS_A_WORD("SET d soon"),
    ID_IS_A_LIST("LPUSH d x");

    private final String commands;

    Damage(String... commands) {
      this.commands = String.join(";", commands);
    }

    void to(Case one, OneNode node) {
      String keys = OneNode.keys(one.room);
      Map<String, String> words = new HashMap<>();
      words.put("h", keys + ":h");
      words.put("s", keys + ":s");
      words.put("d", keys + ":d:ada:" + one.last);
      words.put("d3", keys + ":d:ada:" + one.third);
      words.put("2nd", one.position(1));
      words.put("3rd", one.position(2));
      for (String command : commands.split(";", -1)) {
        node.redis.command(
            List.of(command.split(" ", -1)).stream()
                .map(word -> words.getOrDefault(word, word.replace('_', ' ')))
                .toArray(String[]::new));
      }
    }
  }

  /// One room and what is said there.
  static final class Case {
    final RoomId room;
    final List<CompletableFuture<Position>> said = new ArrayList<>();
    final MessageId third = OneNode.id();
    final MessageId last = OneNode.id();
    List<String> positions = List.of();
    CompletableFuture<Position> again = new CompletableFuture<>();

    Case(Damage damage, String kind) {
      room = new RoomId(damage.name().toLowerCase(Locale.ROOT) + "-" + kind);
    }

    String position(int index) {
      return positions.get(index);
    }
  }

  private static final Duration BOUND = Duration.ofSeconds(60);

  private final OneNode node = new OneNode(new NodeEvents() {});
  private final Map<String, Case> cases = new HashMap<>();

  @BeforeAll
  void damage() {
    node.startArchiver();
    damageAll("open", false);
    damageAll("restarted", true);
  }

  @AfterAll
  void end() {
    node.close();
  }

  private void damageAll(String kind, boolean restart) {
    List<Case> archived = begin(kind + "-archived");
    awaitAll(archived);
    node.stopArchiver();
    List<Case> waiting = begin(kind + "-waiting");
    List<Case> all = new ArrayList<>(archived);
    all.addAll(waiting);
    all.forEach(this::readPositions);
    for (Damage damage : Damage.values()) {
      damage.to(of(damage, kind + "-archived"), node);
      damage.to(of(damage, kind + "-waiting"), node);
    }
    if (restart) {
      node.redis.restart();
    }
    for (Case one : all) {
      one.again = node.say(one.room, one.third, "3");
      one.said.add(node.say(one.room, one.last, "4"));
    }
    await("nothing is acked before it is archived")
        .during(Duration.ofMillis(500))
        .atMost(BOUND)
        .until(
            () ->
                waiting.stream()
                    .allMatch(one -> one.said.stream().noneMatch(CompletableFuture::isDone)));
    node.startArchiver();
    awaitAll(all);
  }

  private Case of(Damage damage, String kind) {
    return Objects.requireNonNull(cases.get(damage + kind));
  }

  private static void awaitAll(List<Case> all) {
    await("all that was said is stored")
        .atMost(BOUND)
        .untilAsserted(
            () ->
                assertThat(all)
                    .filteredOn(
                        one ->
                            !one.said.stream().allMatch(CompletableFuture::isDone)
                                || (one.said.size() > 3 && !one.again.isDone()))
                    .extracting(one -> one.room)
                    .isEmpty());
  }

  private List<Case> begin(String kind) {
    List<Case> begun = new ArrayList<>();
    for (Damage damage : Damage.values()) {
      Case one = new Case(damage, kind);
      one.said.add(node.say(one.room, OneNode.id(), "1"));
      one.said.add(node.say(one.room, OneNode.id(), "2"));
      one.said.add(node.say(one.room, one.third, "3"));
      cases.put(damage + kind, one);
      begun.add(one);
    }
    return begun;
  }

  private void readPositions(Case one) {
    String stream = OneNode.keys(one.room) + ":s";
    await().atMost(BOUND).until(() -> node.redis.text("XLEN", stream).equals("3"));
    one.positions =
        ((List<?>) Objects.requireNonNull(node.redis.command("XRANGE", stream, "-", "+")))
            .stream().map(entry -> String.valueOf(((List<?>) entry).getFirst())).toList();
  }

  @ParameterizedTest
  @EnumSource
  void an_open_room_is_whole_again(Damage damage) {
    assertWhole(damage, "open-archived");
    assertWhole(damage, "open-waiting");
  }

  @ParameterizedTest
  @EnumSource
  void a_room_is_whole_again_after_a_restart(Damage damage) {
    assertWhole(damage, "restarted-archived");
    assertWhole(damage, "restarted-waiting");
  }

  private void assertWhole(Damage damage, String kind) {
    Case one = of(damage, kind);
    List<Publication> shown = node.history(one.room);

    assertThat(shown)
        .as("%s, %s", damage, kind)
        .extracting(row -> Bodies.message(row))
        .containsExactly("1", "2", "3", "4");
    assertThat(one.said)
        .as("acks name the places that are shown")
        .extracting(CompletableFuture::join)
        .containsExactlyElementsOf(shown.stream().map(Publication::at).toList());
    assertThat(one.again).as("what was sent again").isCompletedWithValue(shown.get(2).at());
    for (int i = 1; i < shown.size(); i++) {
      assertThat(shown.get(i).prev()).isEqualTo(shown.get(i - 1).at());
      assertThat(shown.get(i).at()).isGreaterThan(shown.get(i - 1).at());
    }
    assertThat(shown.getLast().at()).as("a place of its own").isNotIn(one.positions);
  }
}
