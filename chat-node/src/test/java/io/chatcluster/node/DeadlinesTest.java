package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every reader hears within the ack time-out, however many steps its answer takes, and which of
/// log and archive it waited for.
class DeadlinesTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final long TIMEOUT = 10_000;

  private final MemoryLog log = new MemoryLog();
  private final StillLoop loop = new StillLoop();
  private final Deadlines deadlines = new Deadlines(loop, TestSettings.publish(TIMEOUT));
  private final Readers readers = Readers.of(log, loop, deadlines, 1 << 19);
  private final LogReader reader = readers.log();
  private final History history = readers.history();

  private void write(int n, int kept) {
    for (int i = 1; i <= n; i++) {
      MessageId id = MessageId.create(loop.nowMillis(), i, i);
      log.place(
          ROOM,
          Draft.of(new Content.Chat(id, new UserId("ada"), "Ada", loop.nowMillis(), "m" + i)));
    }
    log.stream(ROOM).headMap(new Position(1, kept), true).clear();
  }

  private void pass(long millis) {
    for (long passed = 0; passed < millis; passed += 200) {
      loop.pass(200);
      deadlines.tick();
    }
  }

  private static BrokerException.@Nullable Kind kind(Future<?> answer) {
    return answer.cause() instanceof BrokerException failure ? failure.kind() : null;
  }

  @Test
  void a_log_that_says_nothing_is_unavailable_when_the_time_is_over() {
    log.hold();
    Future<?> head = reader.head(ROOM);
    Future<?> resume = reader.read(ROOM, new Position(1, 1));
    Future<?> page = history.page(ROOM, Position.NONE, 50);

    pass(TIMEOUT - 1_000);
    assertThat(head.isComplete() || resume.isComplete() || page.isComplete()).isFalse();
    pass(1_000);

    assertThat(kind(head)).isEqualTo(BrokerException.Kind.UNAVAILABLE);
    assertThat(kind(resume)).isEqualTo(BrokerException.Kind.UNAVAILABLE);
    assertThat(kind(page)).isEqualTo(BrokerException.Kind.UNAVAILABLE);
  }

  @Test
  void an_archive_that_says_nothing_is_named_to_readers_and_to_those_whose_room_is_closed() {
    write(6, 4);
    log.archiveSilent = true;
    Future<?> resume = reader.read(ROOM, new Position(1, 1));
    Future<?> page = history.page(ROOM, Position.NONE, 50);
    log.lose(new Position(1, 3));
    Future<?> head = reader.head(ROOM);

    pass(TIMEOUT);

    assertThat(kind(resume)).isEqualTo(BrokerException.Kind.ARCHIVE_UNAVAILABLE);
    assertThat(kind(page)).isEqualTo(BrokerException.Kind.ARCHIVE_UNAVAILABLE);
    assertThat(kind(head)).isEqualTo(BrokerException.Kind.ARCHIVE_UNAVAILABLE);
  }

  // Each step had a time of its own, and began when the one before it was over.
  @Test
  void a_slow_log_and_then_a_silent_archive_take_no_longer_than_one_of_them() {
    write(6, 4);
    log.archiveSilent = true;
    log.hold();
    Future<?> page = history.page(ROOM, Position.NONE, 50);
    pass(TIMEOUT - 1_000);

    log.release();
    pass(1_000);

    assertThat(kind(page)).isEqualTo(BrokerException.Kind.ARCHIVE_UNAVAILABLE);
  }

  @Test
  void who_waits_for_the_next_page_has_waited_since_the_question() {
    write(2, 0);
    log.hold();
    Future<?> first = history.page(ROOM, Position.NONE, 50);
    pass(4_000);
    Future<?> second = history.page(ROOM, Position.NONE, 50);
    pass(TIMEOUT - 4_000);
    assertThat(first.failed()).isTrue();
    assertThat(second.isComplete()).isFalse();
    pass(4_000);
    assertThat(second.failed()).isTrue();

    Future<Page> third = history.page(ROOM, Position.NONE, 50);
    log.release();

    assertThat(third.result().publications()).hasSize(2);
  }

  @Test
  void an_epoch_that_does_not_hold_still_is_asked_for_no_longer_than_somebody_waits() {
    log.stale = true;
    Future<?> head = reader.head(ROOM);

    pass(TIMEOUT);
    int asked = log.calls.size();
    pass(TIMEOUT);

    assertThat(kind(head)).isEqualTo(BrokerException.Kind.UNAVAILABLE);
    assertThat(asked).isGreaterThan(100);
    assertThat(log.calls).hasSizeLessThanOrEqualTo(asked + 1);
  }
}
