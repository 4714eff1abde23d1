package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.ErrorCode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a session may do at the most, and which excess ends it.
class SessionLimitsTest extends OverAnyEdge {

  private final SessionRig rig = rig();

  @Test
  void who_says_nothing_is_closed_once_the_time_to_connect_is_over() {
    TestClient stranger = rig.stranger();

    rig.loop.pass(SessionRig.CONNECT_TIMEOUT);
    assertThat(stranger.closed()).isNull();
    rig.loop.pass(1_000);

    assertThat(stranger.closed()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
    assertThat(stranger.heard()).isEmpty();
  }

  @Test
  void frames_that_are_no_connect_do_not_buy_a_stranger_time() {
    TestClient stranger = rig.stranger();

    rig.loop.pass(4_500);
    stranger.say("no json");
    assertThat(stranger.heard()).containsExactly("error malformed");
    rig.loop.pass(1_600);

    assertThat(stranger.closed()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
  }

  @Test
  void who_has_connected_may_be_quiet_for_ever() {
    TestClient ada = rig.client("ada");

    rig.loop.pass(3_600_000);

    assertThat(ada.closed()).isNull();
  }

  @Test
  void a_session_ends_with_its_token() {
    TestClient ada = rig.client("60000:ada");

    rig.loop.pass(59_000);
    ada.say("{'type':'ping','ref':'1'}");
    assertThat(ada.heard()).containsExactly("pong 1");
    rig.loop.pass(1_000);

    assertThat(ada.closed()).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void a_second_connect_changes_nothing_not_even_the_time_of_the_token() {
    TestClient ada = rig.client("60000:ada");

    ada.say("{'type':'connect','ref':'1','token':'900000:eve'}");
    assertThat(ada.heard()).containsExactly("error 1 already_connected");
    ada.say("{'type':'connect','ref':'2','token':'" + "x".repeat(5_000) + "'}");
    assertThat(ada.closed()).isNull();
    rig.loop.pass(60_000);

    assertThat(ada.closed()).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void an_absurd_token_ends_a_session_that_is_nobodys() {
    TestClient stranger = rig.stranger();

    stranger.say("{'type':'connect','ref':'1','token':'" + "x".repeat(5_000) + "'}");

    assertThat(stranger.heard()).containsExactly("error 1 bad_token");
    assertThat(stranger.closed()).isEqualTo(CloseReason.UNAUTHORIZED);
  }

  @Test
  void frames_that_nobody_can_read_end_the_session_at_last() {
    TestClient ada = rig.client("ada");

    for (int i = 1; i < SessionRig.MAX_MALFORMED; i++) {
      ada.say(i % 2 == 0 ? "no json" : "{'type':'dance'}");
      ada.say("{'type':'ping'}");
    }
    assertThat(ada.closed()).isNull();
    ada.say("[]");

    assertThat(ada.closed()).isEqualTo(CloseReason.PROTOCOL_ERROR);
    assertThat(ada.heard().getLast()).isEqualTo("error malformed");
  }

  @Test
  void commands_with_a_bad_field_never_end_the_session() {
    TestClient ada = rig.member("ada");

    for (int i = 0; i < 3 * SessionRig.MAX_MALFORMED; i++) {
      ada.say("{'type':'join','room':' a'}");
      ada.say("{'type':'join','room':'general','at':'x'}");
      ada.say("{'type':'chat','room':'general','id':'x','message':'hello'}");
      ada.say("{'type':'chat','room':'general','message':''}");
    }

    assertThat(ada.closed()).isNull();
    ada.chat("hello");
    assertThat(ada.heard()).contains("ok hello 1-1");
  }

  @Test
  void a_room_that_is_left_makes_room_for_another() {
    TestClient ada = rig.client("ada");
    for (int i = 0; i < SessionRig.MAX_ROOMS; i++) {
      ada.say("{'type':'join','room':'room" + i + "'}");
    }
    ada.forget();

    ada.say("{'type':'join','ref':'1','room':'one-more'}");
    ada.say("{'type':'join','ref':'2','room':'room0'}");
    ada.say("{'type':'leave','ref':'3','room':'room0'}");
    ada.say("{'type':'join','ref':'4','room':'one-more'}");

    assertThat(ada.heard())
        .containsExactly(
            "error 1 too_many_rooms",
            "joined 2 0-0 0-0 false",
            "left 3 room0",
            "joined 4 0-0 0-0 false");
  }

  @Test
  void a_join_that_was_refused_takes_no_room() {
    TestClient ada = rig.client("ada");
    rig.log.down = true;
    for (int i = 0; i < 2 * SessionRig.MAX_ROOMS; i++) {
      ada.say("{'type':'join','ref':'j','room':'room" + i + "'}");
    }
    assertThat(ada.heard()).containsOnly("error j unavailable");
    rig.log.down = false;
    ada.forget();

    ada.say("{'type':'join','ref':'1','room':'general'}");

    assertThat(ada.heard()).containsExactly("joined 1 0-0 0-0 false");
  }

  @Test
  void an_answer_makes_room_for_another_command() {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;
    for (int i = 0; i < SessionRig.MAX_IN_FLIGHT; i++) {
      ada.chat("m" + i);
    }
    ada.forget();

    ada.say("{'type':'ping','ref':'1'}");
    rig.log.archiveAll();
    rig.loop.pass(2_000);
    ada.say("{'type':'ping','ref':'2'}");

    assertThat(ada.heard())
        .containsExactly(
            "error 1 too_many_in_flight",
            "ok m0 1-1",
            "ok m1 1-2",
            "ok m2 1-3",
            "ok m3 1-4",
            "pong 2");
  }

  @Test
  void joins_and_pages_that_wait_are_in_flight_too() {
    TestClient ada = rig.member("ada");
    rig.log.hold();
    ada.say("{'type':'join','ref':'1','room':'r1'}");
    ada.say("{'type':'join','ref':'2','room':'r2'}");
    ada.say("{'type':'history','ref':'3','room':'general'}");
    ada.say("{'type':'history','ref':'4','room':'general'}");

    ada.say("{'type':'history','ref':'5','room':'general'}");
    assertThat(ada.heard()).containsExactly("error 5 too_many_in_flight");
    rig.log.release();
    ada.say("{'type':'history','ref':'6','room':'general'}");

    assertThat(ada.heard())
        .containsExactly(
            "error 5 too_many_in_flight",
            "joined 1 0-0 0-0 false",
            "joined 2 0-0 0-0 false",
            "history 3 general",
            "history 4 general",
            "history 6 general");
  }

  @Test
  void a_join_that_is_overtaken_is_answered_and_leaves_no_trace() {
    TestClient ada = rig.client("ada");
    rig.log.hold();
    for (int i = 0; i < 2 * SessionRig.MAX_IN_FLIGHT; i++) {
      ada.say("{'type':'join','ref':'1','room':'general'}");
      ada.say("{'type':'leave','ref':'2','room':'general'}");
    }
    ada.say("{'type':'join','ref':'3','room':'general'}");
    ada.say("{'type':'join','ref':'4','room':'general'}");
    rig.log.release();
    ada.chat("hello");

    assertThat(ada.heard().subList(0, 4))
        .containsExactly(
            "error 1 not_joined", "left 2 general", "error 1 not_joined", "left 2 general");
    assertThat(ada.heard().subList(4 * SessionRig.MAX_IN_FLIGHT, ada.heard().size()))
        .containsExactlyInAnyOrder(
            "error 3 not_joined", "joined 4 0-0 0-0 false", "chat 1-1 hello", "ok hello 1-1");
    assertThat(rig.failures).containsOnly(ErrorCode.NOT_JOINED).hasSize(9);
  }

  @Test
  void messages_come_at_a_rate_after_a_burst() {
    SessionRig slow = rig(2, 3);
    TestClient ada = slow.member("ada");

    for (int i = 0; i < 5; i++) {
      ada.chat("m" + i);
    }
    assertThat(oks(ada)).containsExactly("ok m0 1-1", "ok m1 1-2", "ok m2 1-3");
    assertThat(ada.last().get("retryAfter").asLong()).isEqualTo(500);
    slow.loop.pass(499);
    ada.chat("early");
    slow.loop.pass(1);
    ada.chat("in time");

    assertThat(oks(ada)).containsExactly("ok m0 1-1", "ok m1 1-2", "ok m2 1-3", "ok in time 1-4");
  }

  @Test
  void only_messages_count_against_the_rate() {
    TestClient ada = rig(1, 1).member("ada");

    for (int i = 0; i < 50; i++) {
      ada.say("{'type':'ping'}");
      ada.say("{'type':'history','room':'general'}");
    }
    ada.chat("hello");

    assertThat(oks(ada)).containsExactly("ok hello 1-1");
  }

  @Test
  void room_names_are_a_rule_for_every_command() {
    for (String bad :
        List.of("", " a", "a ", "a\u202Eb", "ku\u0308che", "a\uE000", "a".repeat(129))) {
      TestClient ada = rig().client("ada");
      for (String command : List.of("join", "leave", "history", "chat")) {
        ada.say("{'type':'" + command + "','room':'" + bad + "','message':'hello'}");
      }
      assertThat(ada.heard()).as(bad).isEqualTo(Collections.nCopies(4, "error bad_room"));
    }
    for (String good : List.of("a", "General chat #1", "大厅", "{p1}:r/%41", "a".repeat(128))) {
      TestClient ada = rig().client("ada");
      ada.say("{'type':'join','ref':'1','room':'" + good + "'}");
      assertThat(ada.heard()).as(good).containsExactly("joined 1 0-0 0-0 false");
    }
  }

  private static List<String> oks(TestClient client) {
    return client.heard().stream().filter(line -> line.startsWith("ok")).toList();
  }
}
