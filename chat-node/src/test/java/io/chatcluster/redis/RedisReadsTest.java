package io.chatcluster.redis;

import static io.chatcluster.redis.RedisRig.ADA;
import static io.chatcluster.redis.RedisRig.ats;
import static io.chatcluster.redis.RedisRig.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Reads of a real Redis: bounded in bytes, and never in the way of appends.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisReadsTest {

  private static final int BIG = 16_000;
  private static final int PAGE = 100_000;

  private final RedisRig rig = new RedisRig();

  @AfterAll
  void end() {
    rig.close();
  }

  /// A room of this many big messages; the archiver keeps up.
  private RoomId bigRoom(String name, int messages) {
    RoomId room = rig.openRoom(name);
    String queue = new Keys(RedisRig.PARTITIONS).archiveQueue(rig.broker.partition(room));
    for (int i = 0; i < messages; i++) {
      rig.log(room, draft(ADA, "x".repeat(BIG)));
      rig.redis.command("XTRIM", queue, "MAXLEN", "0");
    }
    return room;
  }

  private Slice.Read read(RoomId room, Position after, int bytes) {
    Bound bound = new Bound(200, bytes);
    return (Slice.Read) rig.on(() -> rig.broker.read(room, after, bound, Priority.CLIENT));
  }

  private Slice.Read readBack(RoomId room, Position before, int count, int bytes) {
    Bound bound = new Bound(count, bytes);
    return (Slice.Read) rig.on(() -> rig.broker.readBack(room, before, bound, Priority.CLIENT));
  }

  @Test
  void a_page_ends_with_its_bytes_and_says_so_and_the_next_goes_on_there() {
    RoomId room = bigRoom("bytes", 20);

    Slice.Read first = read(room, Position.NONE, PAGE);
    Slice.Read second = read(room, first.publications().getLast().at(), PAGE);
    Slice.Read newest = readBack(room, Position.NONE, 200, PAGE);

    assertThat(Bound.size(first.publications())).isBetween((long) PAGE - 2 * BIG, (long) PAGE);
    assertThat(first.cut()).isTrue();
    assertThat(second.publications().getFirst().prev())
        .isEqualTo(first.publications().getLast().at());
    assertThat(newest.publications().getFirst().at()).isEqualTo(new Position(1, 20));
    assertThat(Bound.size(newest.publications())).isLessThanOrEqualTo(PAGE);
    assertThat(newest.cut()).isTrue();
  }

  @Test
  void one_message_is_read_however_big_it_is_and_a_page_that_ends_by_count_is_not_cut() {
    RoomId room = bigRoom("alone", 3);

    assertThat(ats(read(room, Position.NONE, 10).publications())).containsExactly("1-1");
    assertThat(readBack(room, Position.NONE, 2, 1 << 19).cut()).isFalse();
    assertThat(readBack(room, Position.NONE, 200, 1 << 19).cut()).isFalse();
    assertThat(ats(readBack(room, Position.NONE, 200, 1 << 19).publications()))
        .containsExactly("1-3", "1-2", "1-1");
  }

  @Test
  void small_messages_are_all_found_whatever_the_steps() {
    RoomId room = rig.openRoom("steps");
    String queue = new Keys(RedisRig.PARTITIONS).archiveQueue(rig.broker.partition(room));
    for (int i = 0; i < 5; i++) {
      rig.redis.command("XTRIM", queue, "MAXLEN", "0");
      rig.log(
          room, IntStream.range(0, 40).mapToObj(n -> draft(ADA, "m" + n)).toArray(Draft[]::new));
    }

    for (int count : new int[] {1, 7, 8, 9, 24, 55, 57, 199, 200}) {
      List<Publication> found = readBack(room, Position.NONE, count, 1 << 19).publications();
      assertThat(found).hasSize(count);
      assertThat(found.getFirst().at()).isEqualTo(new Position(1, 200));
    }
    assertThat(read(room, Position.NONE, 1 << 19).publications()).hasSize(200);
  }

  @Test
  void appends_go_on_while_the_link_for_reads_hangs_or_is_cut() {
    RoomId room = rig.openRoom("apart");
    rig.log(room, draft(ADA, "1"));
    String links = rig.redis.text("CLIENT", "LIST");
    String reads = clientOfLastCommand(links, "cmd=fcall_ro", room);

    rig.redis.command("CLIENT", "KILL", "ID", reads);

    assertThat(rig.append(room, draft(ADA, "2"))).isInstanceOf(Append.Done.class);
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .until(() -> rig.read(room, Position.NONE).publications().size() == 2);
  }

  /// The id of the connection over which this room was read last.
  private String clientOfLastCommand(String links, String command, RoomId room) {
    rig.read(room, Position.NONE);
    String now = links.contains(command) ? links : rig.redis.text("CLIENT", "LIST");
    return now.lines()
        .filter(line -> line.contains(command))
        .map(line -> line.replaceAll("^id=(\\d+) .*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_storm_of_big_pages_is_answered_in_turn_and_an_append_passes_it_by() {
    RoomId room = bigRoom("storm", 40);
    RoomId calm = rig.openRoom("calm");
    List<Integer> done = new ArrayList<>();

    int before =
        rig.on(
            () -> {
              List<Future<Slice>> pages =
                  IntStream.range(0, 30)
                      .mapToObj(
                          _ ->
                              rig.broker.readBack(
                                  room, Position.NONE, new Bound(200, 1 << 19), Priority.CLIENT))
                      .toList();
              pages.forEach(page -> page.onSuccess(_ -> done.add(1)));
              return rig.broker
                  .append(calm, List.of(draft(ADA, "hello")))
                  .map(_ -> done.size())
                  .compose(passed -> Future.all(pages).map(passed));
            });

    assertThat(done).hasSize(30);
    assertThat(before).as("pages that were answered before the append").isLessThan(15);
  }
}
