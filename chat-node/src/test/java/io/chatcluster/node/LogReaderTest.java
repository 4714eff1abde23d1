package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Segment;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The seamless view of log and archive.
class LogReaderTest {

  private static final RoomId ROOM = new RoomId("general");

  private final MemoryLog log = new MemoryLog();
  private final StillLoop loop = new StillLoop();
  private final Deadlines deadlines = new Deadlines(loop, TestSettings.publish(10_000));
  private final LogReader reader = readers(1 << 19).log();
  private final History history = readers(1 << 19).history();

  private Readers readers(int pageBytes) {
    return Readers.of(log, loop, deadlines, pageBytes);
  }

  /// Messages 1-1 up to 1-n, archived; the log has those above `kept` only.
  private void write(int n, int kept) {
    for (int i = 1; i <= n; i++) {
      MessageId id = MessageId.create(loop.nowMillis(), i, i);
      log.place(
          ROOM,
          Draft.of(new Content.Chat(id, new UserId("ada"), "Ada", loop.nowMillis(), "m" + i)));
    }
    log.stream(ROOM).headMap(new Position(1, kept), true).clear();
  }

  private Segment read(long after) {
    return reader.read(ROOM, new Position(1, after)).result();
  }

  private static List<Long> offsets(List<Publication> publications) {
    return publications.stream().map(publication -> publication.at().offset()).toList();
  }

  @Test
  void what_the_log_has_is_read_without_the_archive() {
    write(5, 0);

    assertThat(offsets(read(2).publications())).containsExactly(3L, 4L, 5L);
    assertThat(log.calls).noneMatch(call -> call.startsWith("range"));
  }

  @Test
  void what_the_log_has_dropped_is_filled_from_the_archive() {
    write(6, 4);

    Segment segment = read(1);

    assertThat(segment.contiguous()).isTrue();
    assertThat(offsets(segment.publications())).containsExactly(2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void a_crowd_reads_once_but_who_reads_afresh_gets_what_is_there_now() {
    write(2, 0);
    log.hold();
    Future<Segment> first = reader.read(ROOM, new Position(1, 1));
    write(3, 0);

    Future<Segment> second = reader.read(ROOM, new Position(1, 1));
    Future<Segment> afresh = reader.readAfresh(ROOM, new Position(1, 1));
    log.release();

    assertThat(second).isSameAs(first);
    assertThat(offsets(second.result().publications())).containsExactly(2L);
    assertThat(offsets(afresh.result().publications())).containsExactly(2L, 3L);
  }

  @Test
  void equal_pages_are_read_one_at_a_time_and_who_comes_later_sees_what_was_acked_by_then() {
    write(2, 0);
    log.hold();
    Future<Page> first = history.page(ROOM, Position.NONE, 50);
    write(5, 0);
    List<Future<Page>> crowd =
        IntStream.range(0, 100).mapToObj(_ -> history.page(ROOM, Position.NONE, 50)).toList();
    Future<Page> other = history.page(ROOM, Position.NONE, 49);

    log.release();

    assertThat(offsets(first.result().publications())).containsExactly(1L, 2L);
    assertThat(crowd).allSatisfy(page -> assertThat(page.result().publications()).hasSize(5));
    assertThat(other.result().publications()).hasSize(5);
    assertThat(log.calls.stream().filter("readBack 0-0 50"::equals)).hasSize(2);
  }

  @Test
  void heads_of_a_crowd_are_one_read() {
    write(2, 0);
    log.hold();
    Future<Position> first = reader.head(ROOM);

    Future<Position> second = reader.head(ROOM);
    Future<Position> afresh = reader.headAfresh(ROOM);

    assertThat(second).isSameAs(first);
    assertThat(afresh).isNotSameAs(first);
  }

  @Test
  void a_page_has_no_more_bytes_than_it_may_and_says_that_there_is_more() {
    write(20, 10);
    int size = Bound.size(log.archived.firstEntry().getValue());
    History small = readers(5 * size + 20).history();

    Page newest = small.page(ROOM, Position.NONE, 200).result();
    Page across = small.page(ROOM, new Position(1, 14), 200).result();
    Page oldest = small.page(ROOM, new Position(1, 4), 200).result();

    assertThat(offsets(newest.publications())).containsExactly(16L, 17L, 18L, 19L, 20L);
    assertThat(newest.more()).isTrue();
    assertThat(offsets(across.publications())).containsExactly(9L, 10L, 11L, 12L, 13L);
    assertThat(across.more()).isTrue();
    assertThat(offsets(oldest.publications())).containsExactly(1L, 2L, 3L);
    assertThat(oldest.more()).isFalse();
  }

  @Test
  void a_resume_page_has_no_more_bytes_than_it_may_and_goes_on() {
    write(20, 10);
    int size = Bound.size(log.archived.firstEntry().getValue());
    LogReader small = readers(5 * size + 20).log();

    Segment archived = small.read(ROOM, new Position(1, 2)).result();
    Segment across = small.read(ROOM, new Position(1, 8)).result();
    Segment logged = small.read(ROOM, new Position(1, 16)).result();

    assertThat(offsets(archived.publications())).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(archived.more()).isTrue();
    assertThat(offsets(across.publications())).containsExactly(9L, 10L, 11L, 12L, 13L);
    assertThat(across.more()).isTrue();
    assertThat(offsets(logged.publications())).containsExactly(17L, 18L, 19L, 20L);
    assertThat(logged.more()).isFalse();
  }

  // Everybody who came back had a page set aside for them: eight at a time, of thousands.
  @Test
  void a_whole_page_is_set_aside_only_for_who_has_missed_more_than_a_little() {
    write(150, 0);

    assertThat(read(140).publications()).hasSize(10);
    assertThat(log.reserved).containsExactly(16 << 10);
    assertThat(read(1).publications()).hasSize(149);
    assertThat(log.reserved).containsExactly(16 << 10, 16 << 10, 1 << 19);
  }

  @Test
  void what_nobody_has_any_more_is_a_gap() {
    write(6, 4);
    log.archived.headMap(new Position(1, 3), true).clear();

    Segment segment = read(1);

    assertThat(segment.gap())
        .isEqualTo(new Segment.Missing(new Position(1, 1), new Position(1, 4), new Position(1, 3)));
    assertThat(offsets(segment.publications())).containsExactly(4L, 5L, 6L);
  }

  @Test
  void an_archive_that_is_away_is_a_failure_and_never_a_gap() {
    write(6, 4);
    log.archiveDown = true;

    Future<Segment> reading = reader.read(ROOM, new Position(1, 1));

    assertThat(reading.cause()).isInstanceOf(BrokerException.class);
  }

  @Test
  void a_page_goes_over_the_border_of_log_and_archive() {
    write(6, 4);

    Page page = history.page(ROOM, Position.NONE, 4).result();
    Page older = history.page(ROOM, new Position(1, 3), 4).result();
    Page between = history.page(ROOM, new Position(1, 6), 2).result();

    assertThat(offsets(page.publications())).containsExactly(3L, 4L, 5L, 6L);
    assertThat(page.more()).isTrue();
    assertThat(offsets(older.publications())).containsExactly(1L, 2L);
    assertThat(older.more()).isFalse();
    assertThat(offsets(between.publications())).containsExactly(4L, 5L);
  }

  @Test
  void a_page_of_a_room_in_which_nobody_spoke_is_empty() {
    Page page = history.page(ROOM, Position.NONE, 4).result();

    assertThat(page.publications()).isEmpty();
    assertThat(page.more()).isFalse();
  }

  @Test
  void a_room_that_is_not_open_is_opened_and_read() {
    write(4, 0);
    log.lose(new Position(1, 2));

    assertThat(offsets(read(1).publications())).containsExactly(2L, 3L, 4L);
    assertThat(log.openings).hasSize(1);
  }

  @Test
  void a_long_loss_puts_the_newest_back_and_leaves_the_rest_to_the_archive() {
    write(300, 0);
    log.lose(Position.NONE);

    Segment all = reader.read(ROOM, Position.NONE).result();

    assertThat(log.openings.getFirst().reset()).isTrue();
    assertThat(log.stream(ROOM)).hasSize(Opener.RESTORE_LIMIT);
    assertThat(all.contiguous()).isTrue();
    assertThat(all.publications()).hasSize(LogReader.PAGE);
    assertThat(all.more()).isTrue();
    Segment rest = reader.read(ROOM, all.end(Position.NONE)).result();
    assertThat(rest.contiguous()).isTrue();
    assertThat(rest.end(Position.NONE)).isEqualTo(new Position(1, 300));
  }

  @Test
  void a_room_in_which_nobody_spoke_is_read_and_not_opened() {
    log.rules().forgetRooms();

    assertThat(reader.head(ROOM).result()).isEqualTo(Position.NONE);
    assertThat(reader.headAfresh(ROOM).result()).isEqualTo(Position.NONE);
    assertThat(history.page(ROOM, Position.NONE, 10).result().publications()).isEmpty();
    assertThat(log.openings).isEmpty();
  }

  @Test
  void a_retired_room_is_opened_for_clients_only_and_not_while_the_log_is_full() {
    write(5, 5);
    log.rules().forgetRooms();

    Segment afresh = reader.readAfresh(ROOM, new Position(1, 2)).result();
    log.scarce = true;
    Segment full = read(2);
    List<Publication> page = history.page(ROOM, Position.NONE, 2).result().publications();

    assertThat(offsets(afresh.publications())).containsExactly(3L, 4L, 5L);
    assertThat(offsets(full.publications())).containsExactly(3L, 4L, 5L);
    assertThat(offsets(page)).containsExactly(4L, 5L);
    assertThat(log.openings).isEmpty();

    log.scarce = false;
    assertThat(offsets(read(2).publications())).containsExactly(3L, 4L, 5L);
    assertThat(log.openings).hasSize(1);
    assertThat(log.stream(ROOM)).hasSize(5);
  }

  @Test
  void a_full_log_gets_back_the_end_of_a_room_alone() {
    write(5, 0);
    log.lose(new Position(1, 2));
    log.scarce = true;

    Segment segment = read(1);

    assertThat(offsets(segment.publications())).containsExactly(2L, 3L, 4L, 5L);
    assertThat(log.stream(ROOM)).containsOnlyKeys(new Position(1, 5));
  }

  @Test
  void an_opening_that_came_too_late_opens_nothing() {
    write(2, 0);
    Closed stale = new Closed(0, Closed.Memory.AGREED, new Position(1, 2));

    assertThat(
            new Opener(new Stores(log, log.archive()), new NodeEvents() {})
                .open(ROOM, stale)
                .result())
        .isFalse();
  }

  @Test
  void an_opening_fails_with_the_archive_and_is_tried_again() {
    write(2, 0);
    log.lose(new Position(1, 1));
    log.archiveDown = true;
    assertThat(reader.head(ROOM).failed()).isTrue();

    log.archiveDown = false;

    assertThat(reader.head(ROOM).result()).isEqualTo(new Position(1, 2));
  }
}
