package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When a client comes back, and when it stays away.
class ComingBackTest {

  private final Script script = Script.inRoom();

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1006, 1009, 1011, 1012, 4000, 4401, 4408, 4410, 4429, 4430, 4503})
  void these_codes_bring_it_back(int code) {
    script.close(code);

    assertThat(script.waits).hasSize(2);
    assertThat(script.told).containsExactly("disconnected " + code);
  }

  @ParameterizedTest
  @ValueSource(ints = {4500, 4501, 4502, 4999})
  void these_codes_keep_it_away(int code) {
    script.close(code);
    script.pass(60_000);

    assertThat(script.waits).hasSize(1);
    assertThat(script.told).containsExactly("disconnected " + code, "stopped " + code);
  }

  @Test
  void it_resumes_every_room_from_its_position() {
    script.chat("7-1", "7-2");
    script.close(1006);
    script.connect();

    assertThat(script.lastJoin().at()).isEqualTo(new Position(7, 2));
    assertThat(script.client.settled()).isFalse();

    script.joined("7-2");

    assertThat(script.client.settled()).isTrue();
  }

  @Test
  void a_room_that_was_never_joined_is_joined_at_its_head() {
    script.client.join("other", script.now);
    script.close(1006);
    script.connect();

    assertThat(script.lastJoin()).matches(join -> join.room().equals("other") && join.at() == null);
  }

  @Test
  void an_application_that_kept_its_position_resumes_from_it() {
    script.client.resume("other", new Position(3, 4), script.now);

    assertThat(script.lastJoin().at()).isEqualTo(new Position(3, 4));
  }

  @Test
  void the_wait_is_random_up_to_a_bound_that_doubles_to_20_seconds() {
    long[] most = new long[10];
    for (int seed = 0; seed < 400; seed++) {
      Script at = new Script(seed);
      at.client.start();
      for (int attempt = 0; attempt < most.length; attempt++) {
        at.close(1006);
        long bound = Math.min(20_000, 500L << attempt);
        assertThat(at.waits.getLast()).isBetween(0L, bound);
        most[attempt] = Math.max(most[attempt], at.waits.getLast());
      }
    }

    for (int attempt = 0; attempt < most.length; attempt++) {
      long bound = Math.min(20_000, 500L << attempt);
      assertThat(most[attempt]).isBetween(bound * 9 / 10, bound);
    }
  }

  @Test
  void a_stable_connection_starts_the_backoff_again() {
    for (int i = 0; i < 8; i++) {
      script.close(1006);
    }
    script.connect();
    script.now += 10_000;
    script.close(1006);

    assertThat(script.waits.getLast()).isBetween(0L, 500L);
  }

  @Test
  void a_connection_that_breaks_early_does_not_start_the_backoff_again() {
    long most = 0;
    for (int seed = 0; seed < 100; seed++) {
      Script at = new Script(seed);
      at.client.start();
      for (int i = 0; i < 8; i++) {
        at.connect();
        at.now += 9_999;
        at.close(1006);
      }
      most = Math.max(most, at.waits.getLast());
    }

    assertThat(most).isGreaterThan(15_000);
  }

  @Test
  void a_drain_says_when_to_come_back() {
    script.node("{\"type\":\"drain\",\"min\":3000,\"max\":4000}");
    script.close(4503);

    assertThat(script.waits.getLast()).isBetween(3_000L, 4_000L);
  }

  @Test
  void a_drain_is_forgotten_with_its_connection() {
    script.node("{\"type\":\"drain\",\"min\":30000,\"max\":40000}");
    script.close(4503);
    script.connect();
    script.close(4503);

    assertThat(script.waits.getLast()).isLessThanOrEqualTo(1_000L);
  }

  @Test
  void a_silent_node_is_asked_and_then_given_up() {
    script.pass(25_000);
    assertThat(script.last()).isInstanceOf(Command.Ping.class);
    script.pass(9_999);
    assertThat(script.told).isEmpty();
    script.pass(1);

    assertThat(script.told).containsExactly("dropped the connection", "disconnected 1006");
    assertThat(script.waits).hasSize(2);
  }

  @Test
  void a_node_that_answers_the_ping_is_kept() {
    script.pass(25_000);
    script.pass(9_000);
    script.node("{\"type\":\"pong\",\"ref\":\"ping\",\"ts\":1}");
    script.pass(20_000);

    assertThat(script.told).isEmpty();
  }

  @Test
  void a_node_that_does_not_greet_is_given_up() {
    script.close(1006);
    script.client.opened(script.now);
    script.pass(10_000);

    assertThat(script.told).contains("dropped the connection");
    assertThat(script.waits).hasSize(3);
  }

  @Test
  void a_stopped_client_stays_away() {
    script.client.stop();
    script.close(1006);
    script.pass(60_000);

    assertThat(script.waits).hasSize(1);
    assertThat(script.told).containsExactly("dropped the connection");
  }
}
