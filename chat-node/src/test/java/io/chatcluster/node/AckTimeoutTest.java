package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every sender hears within the ack time-out, whatever is under way; and the archive is asked no
/// more than it answers.
class AckTimeoutTest extends PublisherFixture {

  private static final long HOUR = 3_600_000;

  /// The time in which every sender has to hear.
  private void untilTimeout() {
    for (long passed = 0; passed < TIMEOUT; passed += 200) {
      loop.pass(200);
      tick();
    }
  }

  // A lane whose append was under way was passed over: 16.9 s were seen.
  @Test
  void an_append_that_is_not_answered_keeps_nobody_waiting_longer() {
    log.answers.add(() -> Promise.<Append>promise().future());
    publish(publisher, "a");
    publish(publisher, "b");

    untilTimeout();

    assertThat(told).containsExactly("a unavailable", "b unavailable");
    assertThat(publisher.waiting()).isZero();
  }

  @Test
  void nothing_overtakes_an_append_whose_sender_has_been_answered() {
    Promise<Append> first = Promise.promise();
    log.answers.add(first::future);
    Draft a = publish(publisher, "a");
    untilTimeout();
    publish(publisher, "b");
    loop.pass(1_000);
    assertThat(log.calls).containsExactly("append 1");

    // It was done all the same.
    first.complete(new Append.Done(List.of(log.place(ROOM, a))));
    log.archiveAll();
    publisher.committed(0, new Position(1, 2), Set.of());
    tick();

    assertThat(texts()).containsExactly("a", "b");
    assertThat(told).containsExactly("a unavailable", "b 1-2");
  }

  @Test
  void what_was_refused_under_way_is_not_appended_again() {
    Promise<Append> first = Promise.promise();
    log.answers.add(first::future);
    publish(publisher, "a");
    untilTimeout();
    publish(publisher, "b");

    first.fail("the connection is gone");
    loop.pass(1_000);
    tick();

    assertThat(texts()).containsExactly("b");
    assertThat(told).containsExactly("a unavailable");
  }

  @Test
  void an_archive_that_does_not_say_whether_it_has_a_message_keeps_nobody_waiting_longer() {
    log.slow = true;
    Append unproven = new Append.Done(List.of(new Append.Outcome.Unproven()));
    log.answers.add(() -> Future.succeededFuture(unproven));
    publish(publisher, "a");
    publish(publisher, "b");

    untilTimeout();

    assertThat(told).containsExactly("a retry_later", "b retry_later");
  }

  @Test
  void a_message_that_was_appended_again_keeps_its_time_behind_younger_ones() {
    publish(publisher, "old");
    loop.pass(TIMEOUT - 1_000);
    log.lose(Position.NONE);
    // Of the same partition; the old one comes back behind it.
    publisher.publish(new RoomId("other"), draft("young"), receipt("young"));
    loop.pass(1_000);

    tick();

    assertThat(told).containsExactly("old retry_later");
  }

  @Test
  void an_old_id_is_answered_in_time_although_the_log_says_nothing() {
    log.silent = true;
    long now = loop.nowMillis();
    Content old = new Content.Chat(MessageId.create(now - HOUR, 1, 1), ADA, "Ada", now, "old");
    PublishSettings settings = TestSettings.publish(TIMEOUT);
    Deadlines deadlines = new Deadlines(loop, settings);

    new OldIds(new Stores(log, log.archive()), deadlines, settings)
        .answer(ROOM, old, now - 600_000, receipt("old"));
    loop.pass(TIMEOUT - PublishSettings.TICK_MILLIS);
    deadlines.tick();

    assertThat(told).containsExactly("old " + ErrorCode.RETRY_LATER.wire());
  }

  @Test
  void a_wall_clock_that_jumps_refuses_nobody_and_keeps_nobody_waiting() {
    for (long step : List.of(HOUR, -HOUR)) {
      told.clear();
      publish(publisher, "a");
      loop.stepClock(step);

      loop.pass(1_000);
      tick();
      assertThat(told).as("stepped by %d ms", step).isEmpty();
      untilTimeout();

      assertThat(told).containsExactly("a retry_later");
    }
  }

  // It asked for 64 messages of each partition and for every resend, five times a second, whether
  // the last questions had been answered or not.
  @Test
  void a_slow_archive_is_asked_one_question_at_a_time_with_a_bounded_number_of_messages() {
    Publisher large = publisher(AckLevel.DURABLE, 10_000);
    Draft known = publish(large, "first");
    for (int i = 0; i < 1_000; i++) {
      publish(large, "m" + i);
      publish(large, "again" + i, known);
    }
    loop.turn();
    log.questions.clear();
    log.slow = true;

    for (int i = 0; i < 20; i++) {
      loop.pass(200);
      large.tick();
      loop.turn();
    }

    assertThat(log.asked).hasSize(1);
    assertThat(log.questions).hasSize(1).allMatch(messages -> messages <= Doubts.MOST);
  }

  @Test
  void everything_that_is_archived_is_acked_although_every_announcement_was_missed() {
    Publisher large = publisher(AckLevel.DURABLE, 10_000);
    for (int i = 0; i < 1_000; i++) {
      publish(large, "m" + i);
    }
    log.archiveAll();

    loop.pass(1_500);
    large.tick();
    loop.pass(0);

    assertThat(told).hasSize(1_000);
    assertThat(log.questions).hasSizeLessThan(1_000 / Doubts.MOST + 3);
  }
}
