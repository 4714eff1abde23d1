package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Position;
import org.junit.jupiter.api.Test;

/// One live client: who it is, what it may do, and what it is told.
class SessionTest extends OverAnyEdge {

  private final SessionRig rig = rig();

  @Test
  void a_client_that_connects_is_told_who_it_is_and_what_it_may_do() {
    TestClient ada = rig.stranger();

    ada.say("{'type':'connect','ref':'1','token':'ada'}");

    assertThat(ada.last().toString().replace('"', '\''))
        .isEqualTo(
            ("{'type':'connected','ref':'1','version':1,'session':'n1.0','node':'n1','user':'ada',"
                    + "'name':'The ada','level':'durable','ts':%d,'pingInterval':25000,"
                    + "'maxFrame':65536,'maxMessage':64,'maxData':32,'maxRooms':3,'maxInFlight':4,"
                    + "'idWindow':600000,'signalInterval':100}")
                .formatted(rig.loop.nowMillis()));
  }

  @Test
  void a_token_of_the_handshake_needs_no_connect() {
    TestClient ada = rig.stranger();

    ada.session().connect(null, "ada");
    ada.say("{'type':'ping','ref':'2'}");

    assertThat(ada.heard()).containsExactly("connected", "pong 2");
  }

  @Test
  void a_message_reaches_all_members_and_its_sender_gets_an_ack_with_its_place() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    String id = rig.id(0);

    ada.chat("hello", id);

    assertThat(ada.heard()).containsExactlyInAnyOrder("chat 1-1 hello", "ok hello 1-1");
    assertThat(bob.heard()).containsExactly("chat 1-1 hello");
    JsonNode push = bob.last();
    assertThat(push.get("prev").asText()).isEqualTo("0-0");
    assertThat(push.get("id").asText()).isEqualTo(id);
    assertThat(push.get("from").asText()).isEqualTo("ada");
    assertThat(push.get("name").asText()).isEqualTo("The ada");
    assertThat(push.get("ts").asLong()).isEqualTo(rig.loop.nowMillis());
  }

  @Test
  void data_of_the_application_stands_beside_the_text_and_has_a_limit() {
    TestClient ada = rig.member("ada");

    ada.say("{'type':'chat','room':'general','message':'hi','data':{'colour':['red',1.50]}}");
    ada.say(
        "{'type':'chat','ref':'2','room':'general','message':'hi','data':{'x':'%s'}}"
            .formatted("y".repeat(SessionRig.MAX_DATA)));

    assertThat(ada.heard()).containsExactly("chat 1-1 hi", "error 2 message_too_big");
    assertThat(ada.frames().getFirst().get("data").toString())
        .isEqualTo("{\"colour\":[\"red\",1.5]}");
  }

  @Test
  void an_event_of_an_unknown_kind_is_delivered_in_its_place_and_stands_in_the_history() {
    TestClient ada = rig.member("ada");
    rig.append("poll_opened", "ada", ",'question':'Lunch?'}");
    ada.chat("soup");

    assertThat(ada.heard())
        .containsExactlyInAnyOrder("poll_opened general", "chat 1-2 soup", "ok soup 1-2");
    JsonNode poll = ada.frames().getFirst();
    assertThat(poll.get("at").asText()).isEqualTo("1-1");
    assertThat(poll.get("prev").asText()).isEqualTo("0-0");
    assertThat(poll.get("from").asText()).isEqualTo("ada");
    assertThat(poll.get("question").asText()).isEqualTo("Lunch?");

    ada.say("{'type':'history','ref':'1','room':'general'}");
    assertThat(ada.last().get("messages").findValuesAsText("type"))
        .containsExactly("poll_opened", "chat");
  }

  @Test
  void an_ack_waits_until_the_message_is_stored_at_the_servers_level() {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;

    ada.chat("hello");
    assertThat(ada.heard()).containsExactly("chat 1-1 hello");
    rig.log.archiveAll();
    rig.loop.pass(2_000);

    assertThat(ada.heard()).containsExactly("chat 1-1 hello", "ok hello 1-1");
    assertThat(ada.last().get("level").asText()).isEqualTo("durable");
  }

  @Test
  void a_resend_gets_the_ack_of_the_first_and_nobody_hears_it_again() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    String id = rig.id(0);

    ada.chat("hello", id);
    ada.forget();
    ada.chat("hello", id);
    rig.loop.pass(1_000);

    assertThat(ada.heard()).containsExactly("ok hello 1-1");
    assertThat(bob.heard()).containsExactly("chat 1-1 hello");
  }

  @Test
  void a_message_without_ref_gets_no_ack_but_its_errors() {
    TestClient ada = rig.member("ada");

    ada.say("{'type':'chat','room':'general','message':'hello'}");
    ada.say("{'type':'chat','room':'other','message':'hello'}");

    assertThat(ada.heard()).containsExactly("chat 1-1 hello", "error not_joined");
    assertThat(ada.last().get("room").asText()).isEqualTo("other");
  }

  @Test
  void a_client_that_comes_back_hears_what_it_missed_and_then_what_comes() {
    TestClient bob = rig.member("bob");
    for (int i = 1; i <= 3; i++) {
      bob.chat("m" + i);
    }

    TestClient ada = rig.client("ada");
    ada.say("{'type':'join','ref':'1','room':'general','at':'1-1'}");
    bob.chat("m4");

    assertThat(ada.heard())
        .containsExactly("joined 1 1-1 1-3 true", "chat 1-2 m2", "chat 1-3 m3", "chat 1-4 m4");
    assertThat(rig.resumed).containsExactly(true);
  }

  @Test
  void a_client_without_a_position_begins_at_the_head() {
    TestClient bob = rig.member("bob");
    bob.chat("before");

    TestClient ada = rig.client("ada");
    ada.say("{'type':'join','ref':'1','room':'general'}");
    bob.chat("after");

    assertThat(ada.heard()).containsExactly("joined 1 1-1 1-1 false", "chat 1-2 after");
    assertThat(rig.resumed).isEmpty();
  }

  @Test
  void joining_again_begins_anew_from_the_given_position() {
    TestClient ada = rig.member("ada");
    ada.chat("m1");
    ada.forget();

    ada.say("{'type':'join','ref':'1','room':'general','at':'0-0'}");
    ada.chat("m2");

    assertThat(ada.heard())
        .containsExactlyInAnyOrder(
            "joined 1 0-0 1-1 true", "chat 1-1 m1", "chat 1-2 m2", "ok m2 1-2");
  }

  @Test
  void after_left_nothing_of_the_room_follows() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    rig.log.archiving = false;

    bob.begin("{'type':'chat','room':'general','message':'under way'}");
    ada.say("{'type':'leave','ref':'1','room':'general'}");
    bob.chat("later");

    assertThat(ada.heard()).containsExactly("left 1 general");
    assertThat(bob.heard()).containsExactly("chat 1-1 under way", "chat 1-2 later");
  }

  @Test
  void leaving_a_room_that_was_not_joined_is_answered_all_the_same() {
    TestClient ada = rig.client("ada");

    ada.say("{'type':'leave','ref':'1','room':'general'}");

    assertThat(ada.heard()).containsExactly("left 1 general");
  }

  @Test
  void history_has_the_last_messages_oldest_first() {
    TestClient ada = rig.member("ada");
    for (int i = 1; i <= 4; i++) {
      ada.chat("m" + i);
    }
    ada.forget();

    ada.say("{'type':'history','ref':'1','room':'general','limit':2}");
    ada.say("{'type':'history','ref':'2','room':'general','limit':2,'before':'1-3'}");

    assertThat(ada.frames().get(0).get("messages").findValuesAsText("message"))
        .containsExactly("m3", "m4");
    assertThat(ada.frames().get(0).get("more").asBoolean()).isTrue();
    assertThat(ada.frames().get(1).get("messages").findValuesAsText("message"))
        .containsExactly("m1", "m2");
    assertThat(ada.frames().get(1).get("more").asBoolean()).isFalse();
  }

  @Test
  void what_the_log_has_lost_is_taken_back() {
    TestClient ada = rig.member("ada");
    ada.chat("m1");
    rig.log.archiving = false;
    rig.log.archiveDown = true;
    ada.say("{'type':'chat','room':'general','message':'m2'}");
    rig.loop.pass(SessionRig.ACK_TIMEOUT + 1_000);
    ada.forget();

    rig.log.lose(new Position(1, 1));
    rig.log.archiveDown = false;
    rig.loop.pass(2_000);
    ada.chat("m3");

    assertThat(ada.heard()).containsExactly("rollback 1-1", "chat 2-1 m3");
  }

  @Test
  void a_client_that_has_gone_is_told_nothing_and_costs_nothing() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    ada.session().ended();
    bob.chat("hello");
    ada.say("{'type':'ping'}");
    rig.loop.pass(60_000);

    assertThat(ada.heard()).isEmpty();
    assertThat(ada.closed()).as("the other side closed it").isNull();
  }

  @Test
  void a_session_that_was_closed_hears_and_says_nothing_more() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    ada.session().close(CloseReason.PING_TIMEOUT);
    ada.session().close(CloseReason.NORMAL);
    bob.chat("hello");
    ada.chat("anyone?");

    assertThat(ada.closed()).isEqualTo(CloseReason.PING_TIMEOUT);
    assertThat(ada.heard()).isEmpty();
    assertThat(bob.heard()).doesNotContain("chat 1-2 anyone?");
  }
}
