package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// From a message to its ack, through everything that may go wrong on the way.
class PublisherTest extends PublisherFixture {

  @Test
  void at_level_logged_a_message_is_acked_once_the_log_has_it() {
    publish(publisher(AckLevel.LOGGED, 10), "a");

    assertThat(told).containsExactly("a 1-1");
  }

  @Test
  void at_level_durable_a_message_is_acked_once_the_archive_has_it() {
    publish(publisher, "a");
    publish(publisher, "b");
    assertThat(told).isEmpty();

    publisher.committed(0, new Position(1, 1), Set.of());
    assertThat(told).containsExactly("a 1-1");
    publisher.committed(0, new Position(1, 2), Set.of());

    assertThat(told).containsExactly("a 1-1", "b 1-2");
    assertThat(publisher.waiting()).isZero();
  }

  @Test
  void an_announcement_may_come_before_the_answer_of_the_append() {
    publisher.committed(0, new Position(1, 2), Set.of(new Position(1, 2)));

    publish(publisher, "a");
    publish(publisher, "b");
    publish(publisher, "c");

    assertThat(told).as("b was discarded, c comes later").containsExactly("a 1-1");
  }

  @Test
  void an_announcement_of_another_epoch_says_nothing_of_an_append() {
    publisher.committed(0, new Position(0, 90), Set.of());
    publish(publisher, "a");
    publisher.committed(0, new Position(2, 90), Set.of());
    publish(publisher, "b");

    assertThat(told).isEmpty();
  }

  @Test
  void messages_keep_their_order_through_retries() {
    log.answers.add(MemoryLog::unavailable);
    log.answers.add(() -> Future.succeededFuture(new Stale()));
    publish(publisher, "a");
    publish(publisher, "b");
    publish(publisher, "c");

    loop.pass(1_000);

    assertThat(texts()).containsExactly("a", "b", "c");
  }

  @Test
  void an_append_whose_answer_was_lost_is_not_stored_twice() {
    log.answers.add(
        () -> {
          log.calls.add("lost");
          return MemoryLog.unavailable();
        });
    Draft draft = draft("a");
    publish(publisher, "a", draft);
    log.place(ROOM, draft);

    loop.pass(100);
    log.archiveAll();
    tick();

    assertThat(texts()).containsExactly("a");
    assertThat(told).containsExactly("a 1-1");
  }

  @Test
  void messages_that_wait_together_are_appended_together() {
    Promise<Append> first = Promise.promise();
    log.answers.add(first::future);
    publish(publisher, "a");
    publish(publisher, "b");
    publish(publisher, "c");

    first.complete(new Stale());
    loop.pass(100);

    assertThat(log.calls).containsExactly("append 1", "append 3");
  }

  @Test
  void what_a_lost_epoch_took_with_it_is_appended_again_before_anything_newer() {
    publish(publisher, "a");
    publish(publisher, "b");
    log.lose(new Position(1, 1));

    publish(publisher, "c");
    loop.pass(100);

    assertThat(texts()).containsExactly("a", "b", "c");
    log.archiveAll();
    publisher.committed(0, new Position(2, 100), Set.of());
    tick();
    assertThat(told).containsExactlyInAnyOrder("a 1-1", "b 2-1", "c 2-2");
  }

  @Test
  void an_announcement_of_a_newer_epoch_does_not_ack_what_was_lost() {
    publish(publisher, "a");
    log.lose(Position.NONE);

    publisher.committed(0, new Position(2, 50), Set.of());

    assertThat(told).isEmpty();
    loop.turn();
    assertThat(texts()).containsExactly("a");
  }

  @Test
  void what_the_archiver_discarded_is_appended_again_and_not_acked() {
    publish(publisher, "a");
    log.rules().forgetIds();

    publisher.committed(0, new Position(1, 1), Set.of(new Position(1, 1)));
    loop.turn();

    assertThat(told).isEmpty();
    assertThat(texts()).containsExactly("a", "a");
  }

  @Test
  void a_full_log_refuses_all_that_wait_and_stores_nothing() {
    Promise<Append> first = Promise.promise();
    log.answers.add(first::future);
    publish(publisher, "a");
    publish(publisher, "b");

    first.complete(new Append.Full());

    assertThat(told).containsExactly("a overloaded", "b overloaded");
    assertThat(publisher.waiting()).isZero();
    publish(publisher, "c");
    assertThat(texts()).containsExactly("c");
  }

  @Test
  void too_many_that_wait_are_refused_at_the_door() {
    Publisher small = publisher(AckLevel.DURABLE, 2);
    publish(small, "a");
    publish(small, "b");

    publish(small, "c");

    assertThat(told).containsExactly("c overloaded");
  }

  @Test
  void a_message_the_log_cannot_take_in_time_is_unavailable_with_all_behind_it() {
    log.down = true;
    publish(publisher, "a");
    publish(publisher, "b");

    loop.pass(TIMEOUT + 1);
    tick();
    log.down = false;
    loop.pass(1_000);

    assertThat(told).containsExactly("a unavailable", "b unavailable");
    assertThat(texts()).isEmpty();
    publish(publisher, "c");
    assertThat(texts()).containsExactly("c");
  }

  @Test
  void a_message_not_archived_in_time_is_to_be_sent_again_and_is_then_a_duplicate() {
    Draft draft = publish(publisher, "a");
    log.archiveDown = true;
    loop.pass(TIMEOUT + 1);
    tick();
    assertThat(told).containsExactly("a retry_later");

    publish(publisher, "again", draft);
    log.archiveDown = false;
    assertThat(told).hasSize(1);
    log.archiveAll();
    tick();

    assertThat(told).containsExactly("a retry_later", "again 1-1");
    assertThat(texts()).containsExactly("a");
  }

  @Test
  void a_duplicate_is_acked_with_its_first_position_only_if_the_archive_has_it() {
    Draft draft = publish(publisher, "a");
    publish(publisher, "again", draft);
    assertThat(told).isEmpty();

    log.archiveAll();
    publisher.committed(0, new Position(1, 1), Set.of());
    tick();

    assertThat(told).containsExactlyInAnyOrder("a 1-1", "again 1-1");
  }

  @Test
  void an_announcement_that_was_missed_is_made_up_for_by_the_archive() {
    publish(publisher, "a");
    publish(publisher, "b");
    log.archiveAll();

    loop.pass(1_500);
    tick();

    assertThat(told).containsExactly("a 1-1", "b 1-2");
  }

  @Test
  void an_id_that_the_log_may_have_forgotten_is_asked_of_the_archive() {
    Draft known = draft("old");
    log.archivedIds.put(ADA + ":" + known.id(), new Position(0, 7));
    Draft fresh = draft("new");
    Append unproven = new Append.Done(List.of(new Append.Outcome.Unproven()));
    log.answers.add(() -> Future.succeededFuture(unproven));
    publish(publisher, "old", known);
    loop.turn();
    log.answers.add(() -> Future.succeededFuture(unproven));
    publish(publisher, "new", fresh);
    loop.turn();

    assertThat(told).containsExactly("old 0-7");
    assertThat(texts()).containsExactly("new");
  }

  @Test
  void a_closed_room_is_opened_with_what_the_archive_has() {
    publish(publisher, "a");
    publish(publisher, "b");
    log.archiveAll();
    publisher.committed(0, new Position(1, 2), Set.of());
    log.lose(new Position(1, 1));

    publish(publisher, "c");

    assertThat(texts()).containsExactly("a", "b", "c");
    assertThat(log.openings.getFirst().archived()).hasSize(1);
    assertThat(log.openings.getFirst().reset()).isFalse();
  }
}
