package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A client whose outbox is full: it lags, reads on from the log when it can, or is closed.
class SlowConsumerTest extends OverAnyEdge {

  private final SessionRig rig = rig();

  private static List<String> messages(int from, int to) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      lines.add("chat 1-" + i + " m" + i);
    }
    return lines;
  }

  private static void say(TestClient client, int from, int to) {
    for (int i = from; i <= to; i++) {
      client.chat("m" + i);
    }
  }

  @Test
  void a_client_that_lags_is_given_what_it_missed_once_it_reads_again() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    say(bob, 1, 2);
    ada.room = 0;

    say(bob, 3, 9);
    rig.loop.pass(10_000);
    assertThat(ada.heard()).isEqualTo(messages(1, 2));
    ada.room = Integer.MAX_VALUE;
    rig.loop.pass(1_000);
    say(bob, 10, 11);

    assertThat(ada.heard()).isEqualTo(messages(1, 11));
    assertThat(ada.closed()).isNull();
  }

  @Test
  void whatever_fits_between_two_refusals_no_message_is_missing_or_twice() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    for (int i = 1; i <= 60; i++) {
      ada.room = i % 3;
      bob.chat("m" + i);
      if (i % 7 == 0) {
        rig.loop.pass(400);
      }
    }
    ada.room = Integer.MAX_VALUE;
    rig.loop.pass(1_000);

    assertThat(ada.heard()).isEqualTo(messages(1, 60));
  }

  @Test
  void a_slow_client_holds_nobody_up() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    TestClient eve = rig.member("eve");
    ada.room = 0;

    say(bob, 1, 5);

    assertThat(eve.heard()).isEqualTo(messages(1, 5));
    assertThat(bob.heard()).contains("ok m5 1-5");
  }

  @Test
  void replies_are_not_held_back_by_messages_that_are() {
    TestClient ada = rig.member("ada");
    rig.member("bob").chat("m1");
    ada.forget();
    ada.room = 0;

    ada.chat("m2");
    ada.say("{'type':'ping','ref':'1'}");

    assertThat(ada.heard()).containsExactly("ok m2 1-2", "pong 1");
  }

  @Test
  void a_client_that_does_not_read_for_too_long_is_closed() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    ada.room = 0;
    bob.chat("m1");

    rig.loop.pass(SessionRig.SLOW_CONSUMER);
    assertThat(ada.closed()).isNull();
    rig.loop.pass(2_000);
    bob.chat("m2");

    assertThat(ada.closed()).isEqualTo(CloseReason.SLOW_CONSUMER);
    assertThat(ada.heard()).isEmpty();
    assertThat(bob.closed()).isNull();
    assertThat(bob.heard()).contains("chat 1-2 m2");
  }

  @Test
  void a_client_that_reads_now_and_then_is_kept() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    for (int i = 1; i <= 10; i++) {
      ada.room = 0;
      bob.chat("m" + i);
      rig.loop.pass(SessionRig.SLOW_CONSUMER - 5_000);
      ada.room = 1;
      rig.loop.pass(2_000);
    }

    assertThat(ada.closed()).isNull();
    assertThat(ada.heard()).isEqualTo(messages(1, 10));
  }

  @Test
  void a_full_outbox_delays_a_resumption_and_does_not_lose_it() {
    TestClient bob = rig.member("bob");
    say(bob, 1, 4);
    TestClient ada = rig.client("ada");
    ada.room = 0;

    ada.say("{'type':'join','ref':'1','room':'general','at':'1-2'}");
    assertThat(ada.heard()).containsExactly("joined 1 1-2 1-4 true");
    ada.forget();
    ada.room = Integer.MAX_VALUE;
    rig.loop.pass(1_000);

    assertThat(ada.heard()).isEqualTo(messages(3, 4));
  }

  @Test
  void a_lagging_client_that_leaves_is_not_read_for_any_more() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    ada.room = 0;
    say(bob, 1, 3);

    ada.say("{'type':'leave','ref':'1','room':'general'}");
    ada.room = Integer.MAX_VALUE;
    rig.loop.pass(2_000);

    assertThat(ada.heard()).containsExactly("left 1 general");
  }
}
