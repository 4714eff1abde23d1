package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What a client shows of what it is pushed.
class DeliveryTest {

  private final Script script = Script.inRoom();

  @Test
  void a_message_that_follows_the_position_is_delivered() {
    script.chat("7-1", "7-2");
    script.chat("7-2", "8-1");

    assertThat(script.told).containsExactly("delivered 7-2", "delivered 8-1");
    assertThat(script.client.position("general")).isEqualTo(new Position(8, 1));
  }

  @Test
  void a_message_that_comes_twice_is_delivered_once() {
    script.chat("7-1", "7-2");
    script.chat("7-1", "7-2");

    assertThat(script.told).containsExactly("delivered 7-2");
  }

  @Test
  void a_hole_makes_the_client_join_from_its_position_and_nothing_is_shown_out_of_order() {
    script.chat("7-2", "7-3");

    assertThat(script.told).isEmpty();
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));

    script.chat("7-3", "7-4");
    script.joined("7-1");
    script.chat("7-1", "7-2");
    script.chat("7-2", "7-3");
    script.chat("7-3", "7-4");

    assertThat(script.told)
        .containsExactly("joined 7-1", "delivered 7-2", "delivered 7-3", "delivered 7-4");
  }

  // What a lagging membership still had to say reached the client together with the answer to its
  // next join, and the rollback that both of them said was done twice (found by the simulator).
  @Test
  void what_comes_between_a_join_and_its_answer_is_dropped_for_it_will_come_again() {
    script.chat("7-2", "7-3");
    script.rollback("6-9");
    script.chat("7-1", "7-2");

    assertThat(script.told).isEmpty();

    script.joined("7-1");
    script.rollback("6-9");
    script.chat("6-9", "8-1");

    assertThat(script.told).containsExactly("joined 7-1", "rolled back 6-9", "delivered 8-1");
  }

  @Test
  void a_hole_that_a_join_does_not_heal_is_not_joined_again_at_once() {
    script.chat("7-2", "7-3");
    script.joined("7-1");
    int before = script.sent.size();

    for (int vain = 1; vain <= 3; vain++) {
      script.chat("7-2", "7-3");
      script.pass((500L << (vain - 1)) - 1);

      assertThat(script.sent).hasSize(before);

      script.pass(500L << vain);

      assertThat(script.sent).hasSize(++before);
      assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));
      script.joined("7-1");
    }
  }

  @Test
  void an_event_of_an_unknown_kind_moves_the_client_and_is_no_message() {
    script.node(
        """
        {"type":"poll_opened","room":"general","at":"7-2","prev":"7-1","ts":1,\
        "id":"019ab3f3-0001-7abc-8def-0123456789ab","from":"bob","question":"Lunch?"}""");
    script.chat("7-2", "7-3");

    assertThat(script.told).containsExactly("passed poll_opened 7-2", "delivered 7-3");
  }

  @Test
  void a_new_branch_without_a_rollback_is_a_hole() {
    script.chat("7-1", "7-2");
    script.chat("7-1", "8-1");

    assertThat(script.told).containsExactly("delivered 7-2");
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 2));
  }

  @Test
  void a_rollback_comes_before_the_new_branch() {
    script.chat("7-1", "7-2");
    script.rollback("7-1");
    script.chat("7-1", "8-1");

    assertThat(script.told).containsExactly("delivered 7-2", "rolled back 7-1", "delivered 8-1");
  }

  // A flush lost 7-2, a branch 8-1 came and was seen, and a restart of Redis brought 7-2 back: the
  // client stood at 7-2 then without having shown it (found by the simulator).
  @Test
  void a_rollback_to_what_the_client_never_saw_goes_back_to_what_it_has() {
    script.chat("7-1", "8-1");
    script.rollback("7-2");

    assertThat(script.told).containsExactly("delivered 8-1", "rolled back 7-1");
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));

    script.joined("7-1");
    script.chat("7-1", "7-2");
    script.chat("7-2", "9-1");

    assertThat(script.told)
        .containsExactly(
            "delivered 8-1", "rolled back 7-1", "joined 7-1", "delivered 7-2", "delivered 9-1");
  }

  @Test
  void a_rollback_within_an_epoch_that_the_client_has_seen_goes_just_there() {
    script.chat("7-1", "7-2");
    script.chat("7-2", "7-3");
    script.chat("7-3", "8-1");
    script.rollback("7-2");
    script.chat("7-2", "9-1");

    assertThat(script.told).endsWith("delivered 8-1", "rolled back 7-2", "delivered 9-1");
  }

  @Test
  void a_rollback_to_the_position_is_not_told() {
    script.rollback("7-1");

    assertThat(script.told).isEmpty();
  }

  @Test
  void a_rollback_to_above_the_position_is_a_hole() {
    script.rollback("7-3");

    assertThat(script.told).isEmpty();
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));
    assertThat(script.client.position("general")).isEqualTo(new Position(7, 1));
  }

  @Test
  void after_a_gap_the_next_message_says_where_the_client_stands() {
    script.gap("7-1", "7-9");
    script.chat("7-8", "7-9");
    script.chat("7-9", "7-10");

    assertThat(script.told).containsExactly("gap 7-1 7-9", "delivered 7-9", "delivered 7-10");
  }

  @Test
  void after_a_gap_up_to_the_head_the_first_new_message_is_delivered() {
    script.gap("7-1", "7-9");
    script.chat("7-9", "7-10");

    assertThat(script.told).containsExactly("gap 7-1 7-9", "delivered 7-10");
  }

  @Test
  void a_gap_does_not_hide_a_hole_behind_it() {
    script.gap("7-1", "7-9");
    script.chat("7-11", "7-12");

    assertThat(script.told).containsExactly("gap 7-1 7-9");
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));
  }

  @Test
  void the_same_gap_is_told_once_over_a_reconnect() {
    script.gap("7-1", "7-9");
    script.close(1006);
    script.connect();
    script.joined("7-1");
    script.gap("7-1", "7-9");

    assertThat(script.told).containsOnlyOnce("gap 7-1 7-9");
  }

  @Test
  void a_gap_above_the_position_is_a_hole() {
    script.gap("7-3", "7-9");

    assertThat(script.told).isEmpty();
    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));
  }

  @Test
  void a_room_that_was_left_is_silent() {
    script.client.leave("general");
    script.chat("7-1", "7-2");

    assertThat(script.last()).isInstanceOf(Command.Leave.class);
    assertThat(script.told).isEmpty();
  }

  @Test
  void a_join_that_is_refused_for_now_is_tried_again() {
    script.close(1006);
    script.connect();
    script.error("unavailable", ",\"retryAfter\":1000");
    int before = script.sent.size();

    script.pass(999);
    assertThat(script.sent).hasSize(before);
    script.pass(251);

    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 1));
  }

  @Test
  void a_join_that_is_refused_for_good_is_told() {
    script.close(1006);
    script.connect();
    script.client.send("general", "hello", script.now);
    script.error("too_many_rooms", "");

    assertThat(script.told).contains("failed too_many_rooms", "refused too_many_rooms");
    assertThat(script.client.unsent()).isZero();
  }

  @Test
  void joins_keep_within_the_limit_of_commands_in_flight() {
    for (int i = 0; i < 50; i++) {
      script.client.join("room-" + i, script.now);
    }
    long joins = script.sent.stream().filter(Command.Join.class::isInstance).count();

    assertThat(joins).isEqualTo(1 + 32);

    script.joined("7-1");

    assertThat(script.sent.stream().filter(Command.Join.class::isInstance).count())
        .isEqualTo(1 + 33);
  }
}
