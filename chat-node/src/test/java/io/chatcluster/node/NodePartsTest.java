package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Old ids, mail between loops, and the pace of fan-outs.
class NodePartsTest {

  private static final RoomId ROOM = new RoomId("general");

  private final StillLoop loop = new StillLoop();
  private final MemoryLog log = new MemoryLog();
  private final List<String> told = new ArrayList<>();

  private Content content(long millis) {
    return new Content.Chat(
        MessageId.create(millis, 1, 1), new UserId("ada"), "Ada", millis, "hello");
  }

  private String answer(AckLevel level, Content content) {
    told.clear();
    PublishSettings settings = TestSettings.publish(level, 10_000, 100);
    new OldIds(new Stores(log, log.archive()), new Deadlines(loop, settings), settings)
        .answer(
            ROOM,
            content,
            loop.nowMillis() - 600_000,
            new Receipt() {
              @Override
              public void stored(Position at) {
                told.add("stored " + at);
              }

              @Override
              public void failed(ErrorCode code, long retryAfterMillis) {
                told.add(code.wire());
              }
            });
    return told.getFirst();
  }

  @Test
  void an_old_id_that_is_archived_is_acked_with_its_position() {
    Content content = content(loop.nowMillis() - 700_000);
    log.place(ROOM, Draft.of(content));

    assertThat(answer(AckLevel.DURABLE, content)).isEqualTo("stored 1-1");
  }

  @Test
  void an_old_id_that_is_nowhere_is_refused() {
    assertThat(answer(AckLevel.DURABLE, content(loop.nowMillis() - 700_000))).isEqualTo("stale_id");
  }

  @Test
  void an_id_that_another_node_may_just_be_appending_is_not_said_to_be_nowhere() {
    Content underWay = content(loop.nowMillis() - 600_000 - 19_999);
    Content over = content(loop.nowMillis() - 600_000 - 20_000);

    assertThat(answer(AckLevel.DURABLE, underWay)).isEqualTo("retry_later");
    assertThat(answer(AckLevel.DURABLE, over)).isEqualTo("stale_id");
  }

  @Test
  void an_old_id_that_may_still_wait_for_the_archiver_is_to_be_sent_again() {
    log.archiving = false;
    Content content = content(loop.nowMillis() - 700_000);
    log.place(ROOM, Draft.of(content));

    assertThat(answer(AckLevel.DURABLE, content)).isEqualTo("retry_later");
    assertThat(answer(AckLevel.LOGGED, content)).isEqualTo("stored 1-1");
    log.rules().forgetIds();
    assertThat(answer(AckLevel.DURABLE, content)).isEqualTo("retry_later");
  }

  @Test
  void an_old_id_cannot_be_judged_while_log_or_archive_are_away() {
    Content content = content(loop.nowMillis() - 700_000);
    log.archiveDown = true;
    assertThat(answer(AckLevel.DURABLE, content)).isEqualTo("retry_later");
    log.archiveDown = false;
    log.down = true;
    assertThat(answer(AckLevel.DURABLE, content)).isEqualTo("retry_later");
  }

  @Test
  void mail_of_one_turn_goes_over_together_and_in_order() {
    StillLoop other = new StillLoop();
    Mailbox mailbox = new Mailbox(loop, other);
    mailbox.post(() -> told.add("a"));
    mailbox.post(() -> told.add("b"));
    other.turn();
    assertThat(told).isEmpty();

    loop.turn();
    mailbox.post(() -> told.add("c"));
    other.turn();
    assertThat(told).containsExactly("a", "b");
    loop.turn();
    other.turn();

    assertThat(told).containsExactly("a", "b", "c");
  }

  @Test
  void mail_to_the_same_loop_needs_no_post() {
    new Mailbox(loop, loop).post(() -> told.add("a"));

    assertThat(told).containsExactly("a");
  }

  @Test
  void a_fan_out_happens_at_once_and_once_a_turn_while_there_is_time() {
    Pace pace = new Pace(loop, TestSettings.fanOut(0), () -> told.add("out"));

    pace.request();
    pace.request();
    loop.turn();
    pace.request();
    loop.turn();

    assertThat(told).hasSize(2);
  }

  /// Fan-outs that take so long, one message after the other.
  ///
  /// @return how long the last one had to wait
  private static long waitOfBusyLoop(StillLoop loop, long costMillis, long everyMillis) {
    List<Long> starts = new ArrayList<>();
    Pace pace =
        new Pace(
            loop,
            TestSettings.fanOut(0),
            () -> {
              starts.add(loop.nowMillis());
              loop.take(costMillis);
            });
    long asked = 0;
    for (int i = 0; i < 200; i++) {
      loop.pass(everyMillis);
      asked = loop.nowMillis();
      int before = starts.size();
      pace.request();
      loop.turn();
      if (starts.size() == before) {
        loop.pass(51);
      }
    }
    return starts.getLast() - asked;
  }

  @Test
  void a_loop_waits_for_nothing_while_fan_outs_take_little_of_its_time() {
    assertThat(waitOfBusyLoop(loop, 5, 50)).isZero();
  }

  @Test
  void a_loop_that_does_nothing_but_fan_out_gathers_as_long_as_it_may() {
    assertThat(waitOfBusyLoop(loop, 200, 0)).isEqualTo(50);
  }

  @Test
  void a_busy_loop_finds_its_balance() {
    assertThat(waitOfBusyLoop(loop, 10, 0)).isBetween(5L, 25L);
  }

  @Test
  void a_fan_out_of_signals_goes_on_turn_by_turn_until_nothing_is_left() {
    Pace pace =
        Pace.ofSignals(
            loop,
            Duration.ofMillis(100),
            () -> {
              told.add("slice");
              return told.size() % 3 != 0;
            });

    pace.request();
    pace.request();
    loop.turn();
    assertThat(told).hasSize(1);
    pace.request();
    loop.pass(2);
    assertThat(told).hasSize(3);
    loop.pass(200);
    assertThat(told).as("it was asked for once").hasSize(3);
    pace.request();
    loop.pass(200);

    assertThat(told).hasSize(6);
  }

  @Test
  void a_least_interval_is_kept() {
    Pace pace = new Pace(loop, TestSettings.fanOut(10), () -> told.add("out"));
    pace.request();
    loop.turn();

    pace.request();
    loop.pass(9);
    assertThat(told).hasSize(1);
    loop.pass(1);

    assertThat(told).hasSize(2);
  }
}
