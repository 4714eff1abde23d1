package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.CloseReason;
import org.junit.jupiter.api.Test;

/// A session that is sent elsewhere: first the push, then the answers, then 4503.
class DrainTest extends OverAnyEdge {

  private final SessionRig rig = rig();

  @Test
  void who_waits_for_nothing_is_told_and_closed_at_once() {
    TestClient ada = rig.member("ada");

    ada.session().drain(100, 900);

    assertThat(ada.last().toString()).isEqualTo("{\"type\":\"drain\",\"min\":100,\"max\":900}");
    assertThat(ada.closed()).isEqualTo(CloseReason.DRAINING);
  }

  @Test
  void a_stranger_is_sent_away_too() {
    TestClient stranger = rig.stranger();

    stranger.session().drain(0, 1_000);

    assertThat(stranger.heard()).containsExactly("drain");
    assertThat(stranger.closed()).isEqualTo(CloseReason.DRAINING);
  }

  @Test
  void who_waits_for_an_ack_gets_it_before_the_end() {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;
    ada.chat("m1");
    ada.chat("m2");
    ada.forget();

    ada.session().drain(0, 1_000);
    assertThat(ada.heard()).containsExactly("drain");
    assertThat(ada.closed()).isNull();
    rig.log.archiveAll();
    rig.loop.pass(1_200);

    assertThat(ada.heard()).containsExactly("drain", "ok m1 1-1", "ok m2 1-2");
    assertThat(ada.closed()).isEqualTo(CloseReason.DRAINING);
  }

  @Test
  void who_waits_for_a_join_and_a_page_gets_both_before_the_end() {
    TestClient ada = rig.member("ada");
    rig.log.hold();
    ada.say("{'type':'join','ref':'1','room':'other'}");
    ada.say("{'type':'history','ref':'2','room':'general'}");

    ada.session().drain(0, 1_000);
    assertThat(ada.closed()).isNull();
    rig.log.release();
    rig.loop.turn();

    assertThat(ada.heard()).containsExactly("drain", "joined 1 0-0 0-0 false", "history 2 general");
    assertThat(ada.closed()).isEqualTo(CloseReason.DRAINING);
  }

  @Test
  void an_answer_that_does_not_come_is_not_waited_for_long() {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;
    ada.chat("m1");
    ada.forget();

    ada.session().drain(0, 1_000);
    rig.loop.pass(Patience.DRAIN_MILLIS);
    assertThat(ada.closed()).isNull();
    rig.loop.pass(1_100);

    assertThat(ada.heard()).containsExactly("drain");
    assertThat(ada.closed()).isEqualTo(CloseReason.DRAINING);
  }

  @Test
  void it_is_told_once() {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;
    ada.chat("m1");
    ada.forget();

    ada.session().drain(0, 1_000);
    ada.session().drain(0, 1_000);

    assertThat(ada.heard()).containsExactly("drain");
  }

  @Test
  void messages_go_on_until_the_end() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    rig.log.archiving = false;
    ada.chat("m1");
    ada.forget();

    ada.session().drain(0, 1_000);
    bob.chat("m2");

    assertThat(ada.heard()).containsExactly("drain", "chat 1-2 m2");
  }
}
