package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void exactly_those_are_due_whose_time_has_come() {
    var random = new SplittableRandom(1);
    for (int rate : new int[] {1, 3, 7, 20, 500, 999, 30_000, 1_000_003}) {
      var schedule = Schedule.lasting(-5 * SECOND, rate, 1_000);
      for (int i = 0; i < 1_000; i++) {
        long now = schedule.startNanos() + random.nextLong(999 * SECOND);

        long due = schedule.dueBy(now);

        assertThat(schedule.due(due - 1)).isLessThanOrEqualTo(now);
        assertThat(schedule.due(due)).isGreaterThan(now);
      }
    }
  }

  @Test
  void the_first_is_due_at_the_start_and_none_before() {
    var schedule = new Schedule(100, 20, 10);

    assertThat(schedule.dueBy(99)).isZero();
    assertThat(schedule.dueBy(100)).isEqualTo(1);
    assertThat(schedule.due(1)).isEqualTo(100 + SECOND / 20);
  }

  @Test
  void a_late_sender_finds_all_that_became_due_and_no_more_than_there_are() {
    var schedule = Schedule.lasting(0, 20, 10);

    assertThat(schedule.dueBy(3 * SECOND)).isEqualTo(61);
    assertThat(schedule.dueBy(500 * SECOND)).isEqualTo(200);
    assertThat(schedule.endNanos()).isEqualTo(10 * SECOND);
  }

  @Test
  void messages_go_round_the_rooms_and_then_round_the_publishers() {
    var scenario = new Scenario("rooms", 3, 10, 2, 64);

    assertThat(scenario.roomOf(0)).isZero();
    assertThat(scenario.roomOf(4)).isEqualTo(1);
    assertThat(scenario.publisherOf(2)).isZero();
    assertThat(scenario.publisherOf(3)).isEqualTo(1);
    assertThat(scenario.publisherOf(6)).isZero();
  }
}
