package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

/// What people may do in rooms, and what happens when that changes.
class GateTest extends OverAnyEdge {

  private static final RoomId GENERAL = new RoomId("general");

  private final SessionRig rig = rig();

  @Test
  void nobody_is_in_a_room_who_may_not_join_it() {
    rig.rights.rule("ada", "general", Verdict.NONE);
    TestClient ada = rig.client("ada");
    TestClient bob = rig.member("bob");

    ada.say("{'type':'join','ref':'1','room':'general'}");
    bob.chat("hello");
    ada.chat("2");

    assertThat(ada.heard()).containsExactly("error 1 forbidden", "error 2 not_joined");
    assertThat(ada.frames().getFirst().get("room").asText()).isEqualTo("general");
  }

  @Test
  void who_may_only_listen_says_nothing_and_who_may_not_read_sees_no_past() {
    rig.rights.rule("ada", "general", Verdict.of(Verb.JOIN));
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");

    ada.chat("1");
    ada.say("{'type':'history','ref':'2','room':'general'}");
    bob.chat("hello");

    assertThat(ada.heard())
        .containsExactly("error 1 forbidden", "error 2 forbidden", "chat 1-1 hello");
  }

  @Test
  void what_is_said_before_the_gate_has_answered_waits_for_it_in_order() {
    rig.rights.slow = true;
    TestClient ada = rig.client("ada");

    ada.say("{'type':'join','ref':'1','room':'general'}");
    ada.chat("2");
    ada.say("{'type':'leave','ref':'3','room':'general'}");
    ada.say("{'type':'ping','ref':'4'}");
    assertThat(ada.heard()).containsExactly("pong 4");
    rig.rights.answer();
    rig.loop.turn();

    assertThat(ada.heard())
        .startsWith("pong 4", "joined 1 0-0 0-0 false")
        .contains("left 3 general");
    assertThat(ada.heard()).anyMatch(line -> line.startsWith("ok 2 1-1"));
  }

  @Test
  void a_room_that_is_joined_anew_meanwhile_is_asked_for_anew() {
    rig.rights.slow = true;
    TestClient ada = rig.client("ada");

    ada.say("{'type':'join','ref':'1','room':'general'}");
    ada.chat("2");
    ada.say("{'type':'join','ref':'3','room':'general'}");
    assertThat(ada.heard()).containsExactly("error 1 not_joined");
    rig.rights.answer();
    rig.rights.answer();
    rig.loop.turn();

    assertThat(ada.heard())
        .contains("joined 3 0-0 0-0 false", "ok 2 1-1")
        .doesNotContain("joined 1 0-0 0-0 false");
  }

  @Test
  void nobody_comes_in_while_the_gate_cannot_be_asked() {
    rig.rights.broken = true;
    TestClient ada = rig.client("ada");

    ada.say("{'type':'join','ref':'1','room':'general'}");

    assertThat(ada.heard()).containsExactly("error 1 unavailable");
    assertThat(ada.last().get("retryAfter").asLong()).isPositive();
  }

  @Test
  void a_change_of_rights_ends_what_is_heard_before_anything_newer() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    bob.chat("old");
    rig.rights.slow = true;
    rig.rights.rule("ada", "general", Verdict.NONE);

    ada.session().rightsChanged(GENERAL);
    bob.chat("new");
    assertThat(ada.heard()).containsExactly("chat 1-1 old");
    rig.rights.answer();
    bob.chat("newer");

    assertThat(ada.heard()).containsExactly("chat 1-1 old", "removed general");
    assertThat(ada.last().get("code").asText()).isEqualTo("forbidden");
    ada.chat("1");
    assertThat(ada.heard()).last().isEqualTo("error 1 not_joined");
  }

  @Test
  void a_change_for_one_member_is_heard_by_their_sessions_alone() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    TestClient tablet = rig.member("ada");
    rig.rights.rule("ada", "general", Verdict.NONE);
    rig.rights.rule("bob", "general", Verdict.NONE);

    rig.announce(new RightsChange.OfMember(GENERAL, new UserId("ada")));

    assertThat(ada.heard()).containsExactly("removed general");
    assertThat(tablet.heard()).containsExactly("removed general");
    assertThat(bob.heard()).isEmpty();
  }

  @Test
  void a_change_for_a_room_is_heard_by_all_of_its_members() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    TestClient eve = rig.client("eve");
    eve.say("{'type':'join','ref':'1','room':'other'}");
    rig.rights.rule("ada", "general", Verdict.NONE);
    rig.rights.rule("eve", "other", Verdict.NONE);

    rig.announce(new RightsChange.OfRoom(GENERAL));
    bob.chat("still here");

    assertThat(ada.heard()).containsExactly("removed general");
    assertThat(bob.heard()).contains("chat 1-1 still here");
    assertThat(eve.heard()).containsExactly("joined 1 0-0 0-0 false");
  }

  @Test
  void a_change_for_a_user_is_heard_in_all_of_their_rooms() {
    TestClient ada = rig.member("ada");
    ada.say("{'type':'join','ref':'1','room':'other'}");
    ada.heard();
    rig.rights.rule("ada", "general", Verdict.NONE);
    rig.rights.rule("ada", "other", Verdict.NONE);

    rig.announce(new RightsChange.OfUser(new UserId("ada")));

    assertThat(ada.heard()).contains("removed general", "removed other");
  }

  // An answer from before the change came after it, and let the member go on.
  @Test
  void an_answer_to_a_question_from_before_a_change_lets_nobody_go_on() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    rig.rights.slow = true;
    ada.session().rightsChanged(GENERAL);
    ada.session().rightsChanged(GENERAL);

    rig.rights.answer();
    bob.chat("new");
    assertThat(ada.heard()).isEmpty();
    rig.rights.rule("ada", "general", Verdict.NONE);
    rig.rights.answer();

    assertThat(ada.heard()).containsExactly("removed general");
  }

  @Test
  void what_is_said_while_a_token_is_looked_at_waits_for_its_answer_in_order() {
    Promise<Void> looking = Promise.promise();
    rig.looking = looking;
    TestClient ada = rig.stranger();

    ada.say("{'type':'connect','ref':'1','token':'ada'}");
    ada.say("{'type':'join','ref':'2','room':'general'}");
    assertThat(ada.heard()).isEmpty();
    looking.complete();
    rig.loop.turn();

    assertThat(ada.heard()).containsExactly("connected 1", "joined 2 0-0 0-0 false");
  }

  @Test
  void where_nobody_can_look_at_a_token_everything_is_to_be_tried_again() {
    Promise<Void> looking = Promise.promise();
    rig.looking = looking;
    TestClient ada = rig.stranger();

    ada.say("{'type':'connect','ref':'1','token':'ada'}");
    ada.say("{'type':'join','ref':'2','room':'general'}");
    looking.fail("no keys");

    assertThat(ada.heard()).containsExactly("error 1 unavailable", "error 2 unavailable");
    assertThat(ada.frames()).allMatch(frame -> frame.has("retryAfter"));
    assertThat(ada.closed()).isNull();
  }

  @Test
  void a_gate_that_never_answers_keeps_nobody_waiting_for_ever() {
    rig.rights.slow = true;
    TestClient ada = rig.client("ada");

    ada.say("{'type':'join','ref':'1','room':'general'}");
    ada.chat("2");
    rig.loop.pass(7_000);

    assertThat(ada.heard()).containsExactly("error 1 unavailable", "error 2 not_joined");
  }

  @Test
  void who_may_still_listen_goes_on_without_a_hole() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    rig.rights.slow = true;
    rig.rights.rule("ada", "general", Verdict.of(Verb.JOIN, Verb.READ));

    ada.session().rightsChanged(null);
    bob.chat("m1");
    bob.chat("m2");
    assertThat(ada.heard()).isEmpty();
    rig.rights.answer();
    rig.loop.turn();
    bob.chat("m3");
    ada.chat("4");

    assertThat(ada.heard())
        .containsExactly("chat 1-1 m1", "chat 1-2 m2", "chat 1-3 m3", "error 4 forbidden");
  }

  @Test
  void a_paused_member_waits_as_long_as_the_gate_cannot_be_asked() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    rig.rights.broken = true;

    ada.session().rightsChanged(GENERAL);
    bob.chat("m1");
    rig.loop.pass(10_000);
    assertThat(ada.heard()).isEmpty();
    rig.rights.broken = false;
    rig.loop.pass(3_000);

    assertThat(ada.heard()).containsExactly("chat 1-1 m1");
  }

  @Test
  void a_change_whose_notice_was_lost_is_found_within_half_a_minute() {
    TestClient ada = rig.member("ada");
    rig.loop.pass(10_000);
    rig.rights.rule("ada", "general", Verdict.NONE);

    rig.loop.pass(Gate.BELIEVED_MILLIS);

    assertThat(ada.heard()).containsExactly("removed general");
  }

  @Test
  void who_is_in_a_room_stays_while_the_gate_cannot_be_asked() {
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    rig.rights.broken = true;

    rig.loop.pass(3 * Gate.BELIEVED_MILLIS);
    bob.chat("m1");

    assertThat(ada.heard()).containsExactly("chat 1-1 m1");
  }
}
