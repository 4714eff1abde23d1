package io.chatcluster.loadtest.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each check is broken alone, and found.
class CheckerTest {

  /// Ada and Bob in an empty room.
  private static Story room() {
    return new Story().connect("ada").join("ada", "0-0").connect("bob").join("bob", "0-0");
  }

  /// Ada has sent two messages; both are stored, acked and seen by all.
  private static Story talk() {
    return room()
        .send("ada", "a")
        .see("bob", "0-0", "7-1", "a")
        .ok("ada", "a", "7-1")
        .see("ada", "0-0", "7-1", "a")
        .send("ada", "b")
        .ok("ada", "b", "7-2")
        .see("ada", "7-1", "7-2", "b")
        .see("bob", "7-1", "7-2", "b")
        .stored("0-0", "7-1", "a")
        .stored("7-1", "7-2", "b");
  }

  @Test
  void a_run_that_keeps_the_contract_has_no_violations() {
    assertThat(talk().check()).isEmpty();
  }

  @Test
  void a_run_with_a_rollback_of_what_was_not_acked_has_no_violations() {
    Story story =
        room()
            .send("ada", "a")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "a")
            .rollback("bob", "0-0")
            .rollback("ada", "0-0")
            .ok("ada", "a", "8-1")
            .see("ada", "0-0", "8-1", "a")
            .see("bob", "0-0", "8-1", "a")
            .stored("0-0", "8-1", "a");

    assertThat(story.check()).isEmpty();
  }

  @Test
  void a_client_that_joins_late_or_comes_again_has_no_violations() {
    Story story =
        talk()
            .connect("carl")
            .join("carl", "7-1")
            .see("carl", "7-1", "7-2", "b")
            .leave("carl")
            .join("carl", "7-2")
            .disconnect("bob")
            .connect("bob")
            .join("bob", "7-2");

    assertThat(story.check()).isEmpty();
  }

  @Test
  void a_message_that_was_given_up_may_be_stored_or_not() {
    assertThat(
            room()
                .send("ada", "a")
                .givenUp("ada", "a")
                .send("ada", "b")
                .givenUp("ada", "b")
                .see("ada", "0-0", "7-1", "b")
                .see("bob", "0-0", "7-1", "b")
                .stored("0-0", "7-1", "b")
                .check())
        .isEmpty();
  }

  @Test
  void an_acked_message_that_is_not_stored_breaks_c1() {
    assertThat(room().send("ada", "a").ok("ada", "a", "7-1").broken()).containsExactly(1);
  }

  @Test
  void an_acked_message_that_is_stored_elsewhere_breaks_c1() {
    Story story =
        room()
            .send("ada", "a")
            .ok("ada", "a", "7-9")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "a")
            .stored("0-0", "7-1", "a");

    assertThat(story.broken()).containsExactly(1);
  }

  @Test
  void a_message_stored_twice_breaks_c2() {
    Story story =
        new Story()
            .connect("ada")
            .send("ada", "a")
            .ok("ada", "a", "7-1")
            .stored("0-0", "7-1", "a")
            .stored("7-1", "7-2", "a");

    assertThat(story.broken()).containsExactly(2);
  }

  @Test
  void a_message_handed_over_twice_breaks_c2() {
    assertThat(talk().see("bob", "7-1", "7-2", "b").broken()).containsExactly(2);
  }

  @Test
  void a_view_that_differs_from_the_history_breaks_c3() {
    Story story =
        room()
            .send("ada", "a")
            .send("bob", "b")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "b")
            .stored("0-0", "7-1", "a");

    assertThat(story.broken()).containsExactly(3);
  }

  @Test
  void a_view_that_skips_a_message_breaks_c3() {
    Story story = talk().connect("carl").join("carl", "0-0").see("carl", "0-0", "7-2", "b");

    assertThat(story.broken()).containsExactly(3);
  }

  @Test
  void a_client_that_ended_need_not_have_heard_of_the_rollback() {
    Story story =
        room()
            .send("ada", "a")
            .see("bob", "0-0", "7-1", "a")
            .end("bob")
            .ok("ada", "a", "8-1")
            .see("ada", "0-0", "8-1", "a")
            .stored("0-0", "8-1", "a");

    assertThat(story.check()).isEmpty();
  }

  @Test
  void a_message_that_nobody_sent_breaks_c4() {
    Story story =
        room()
            .see("ada", "0-0", "7-1", "x")
            .see("bob", "0-0", "7-1", "x")
            .stored("0-0", "7-1", "x");

    assertThat(story.broken()).containsExactly(4);
  }

  @Test
  void a_refused_message_that_is_stored_breaks_c4() {
    Story story =
        room()
            .send("ada", "a")
            .refused("ada", "a")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "a")
            .stored("0-0", "7-1", "a");

    assertThat(story.broken()).containsExactly(4);
  }

  @Test
  void a_client_that_stays_behind_breaks_c5() {
    Story story = talk().connect("carl").join("carl", "7-1");

    assertThat(story.broken()).containsExactly(5);
  }

  @Test
  void a_client_that_comes_too_late_breaks_c5() {
    Story story =
        talk()
            .connect("carl")
            .join("carl", "7-1")
            .faultsEnd()
            .pass(Duration.ofSeconds(5))
            .see("carl", "7-1", "7-2", "b");

    assertThat(story.broken()).containsExactly(5);
  }

  @Test
  void a_client_that_connects_late_has_its_time_from_then_on() {
    Story story =
        talk()
            .join("carl", "7-1")
            .faultsEnd()
            .pass(Duration.ofSeconds(20))
            .connect("carl")
            .pass(Duration.ofSeconds(4))
            .see("carl", "7-1", "7-2", "b");

    assertThat(story.check()).isEmpty();
  }

  @Test
  void a_client_that_does_not_come_back_breaks_c5() {
    assertThat(talk().disconnect("bob").broken()).containsExactly(5);
  }

  @Test
  void a_broken_link_breaks_c6() {
    Story story =
        room()
            .send("ada", "a")
            .send("ada", "b")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "a")
            .see("ada", "7-1", "7-3", "b")
            .see("bob", "7-1", "7-3", "b")
            .stored("0-0", "7-1", "a")
            .stored("7-2", "7-3", "b");

    assertThat(story.broken()).containsExactly(6);
  }

  @Test
  void a_delivery_that_does_not_follow_breaks_c6() {
    Story story = talk().connect("carl").join("carl", "7-1").see("carl", "7-0", "7-2", "b");

    assertThat(story.broken()).containsExactly(6);
  }

  @Test
  void an_archive_without_a_beginning_breaks_c6() {
    Story story =
        new Story().connect("ada").send("ada", "a").ok("ada", "a", "7-2").stored("7-1", "7-2", "a");

    assertThat(story.broken()).containsExactly(6);
    assertThat(story.beyondRetention().check()).isEmpty();
  }

  @Test
  void a_gap_without_a_reason_breaks_c6() {
    Story story =
        talk()
            .connect("carl")
            .join("carl", "0-0")
            .gap("carl", "0-0", "7-2")
            .see("carl", "7-1", "7-2", "b");

    assertThat(story.broken()).containsExactly(6);
    assertThat(story.beyondRetention().check()).isEmpty();
  }

  @Test
  void a_gap_up_to_the_head_reaches_the_head() {
    assertThat(
            talk()
                .beyondRetention()
                .connect("carl")
                .join("carl", "0-0")
                .gap("carl", "0-0", "7-2")
                .check())
        .isEmpty();
  }

  @Test
  void a_rollback_of_an_acked_message_breaks_c7() {
    Story story = talk().rollback("bob", "7-1").see("bob", "7-1", "7-2", "b");

    assertThat(story.broken()).containsExactly(7);
  }

  @Test
  void a_logged_message_that_is_not_archived_breaks_c8() {
    Story story =
        room()
            .send("ada", "a")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "a")
            .logged("0-0", "7-1", "a");

    assertThat(story.broken()).containsExactly(8);
  }

  @Test
  void an_archive_that_differs_from_the_log_breaks_c8() {
    Story story =
        room()
            .send("ada", "a")
            .send("bob", "b")
            .see("ada", "0-0", "7-1", "a")
            .see("bob", "0-0", "7-1", "a")
            .archived("0-0", "7-1", "a")
            .logged("0-0", "7-1", "b");

    assertThat(story.broken()).containsExactly(8);
  }

  @Test
  void a_queue_that_is_not_empty_breaks_c8() {
    assertThat(talk().unarchived(1).broken()).containsExactly(8);
  }

  @Test
  void acked_messages_of_one_sender_in_another_order_break_c10() {
    Story story =
        new Story()
            .connect("ada")
            .send("ada", "a")
            .send("ada", "b")
            .ok("ada", "b", "7-1")
            .ok("ada", "a", "7-2")
            .stored("0-0", "7-1", "b")
            .stored("7-1", "7-2", "a");

    assertThat(story.broken()).containsExactly(10);
  }

  @Test
  void messages_of_two_senders_may_come_in_any_order() {
    Story story =
        new Story()
            .connect("ada")
            .connect("bob")
            .send("ada", "a")
            .send("bob", "b")
            .ok("bob", "b", "7-1")
            .ok("ada", "a", "7-2")
            .stored("0-0", "7-1", "b")
            .stored("7-1", "7-2", "a");

    assertThat(story.check()).isEmpty();
  }

  @Test
  void a_violation_names_its_check_and_its_messages() {
    Violation violation = room().send("ada", "a").ok("ada", "a", "7-1").check().getFirst();

    assertThat(violation).hasToString("C1: an acked message of ada is not in general [a, 7-1]");
  }

  /// The bound is far above what it takes; it is there for whoever makes a check quadratic.
  @Test
  @Timeout(60)
  void a_hundred_thousand_deliveries_are_checked_in_no_time() {
    Story story = new Story();
    for (int client = 0; client < 10; client++) {
      story.connect("c" + client).join("c" + client, "0-0");
    }
    for (int n = 1; n <= 10_000; n++) {
      String id = "m" + n;
      String prev = n == 1 ? "0-0" : "7-" + (n - 1);
      story.send("c0", id).ok("c0", id, "7-" + n).stored(prev, "7-" + n, id);
      for (int client = 0; client < 10; client++) {
        story.see("c" + client, prev, "7-" + n, id);
      }
    }

    assertThat(story.check()).isEmpty();
  }
}
