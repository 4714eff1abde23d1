package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Rate;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is fleeting: who may tell it to whom, and what the teller is told.
class SignalTest extends OverAnyEdge {

  private final SessionRig rig = rig();

  private static String typing(String more) {
    return "{'type':'signal','room':'general','topic':'typing'" + more + "}";
  }

  @Test
  void the_others_in_the_room_are_told_who_says_what_and_nobody_else() {
    TestClient ada = rig.member("ada");
    TestClient adaElsewhere = rig.member("ada");
    TestClient bob = rig.member("bob");
    TestClient eve = rig.client("eve");

    ada.say(typing(",'data':{'on':true,'from':'mallory'}"));

    assertThat(bob.frames().getFirst().toString().replace('"', '\''))
        .isEqualTo(
            "{'type':'signal','room':'general','topic':'typing','from':'ada','name':'The ada',"
                + "'data':{'on':true,'from':'mallory'}}");
    assertThat(adaElsewhere.heard()).hasSize(1);
    assertThat(ada.heard()).isEmpty();
    assertThat(eve.heard()).isEmpty();
  }

  @Test
  void who_asks_is_told_that_it_was_taken_and_who_does_not_ask_is_told_nothing() {
    TestClient ada = rig.member("ada");

    ada.say(typing(",'ref':'1'"));
    ada.say(typing(""));

    assertThat(ada.heard()).containsExactly("sent 1 general");
  }

  @Test
  void it_has_no_place_and_the_next_message_follows_the_one_before() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    ada.chat("1");
    bob.forget();
    ada.say(typing(",'ref':'2'"));
    ada.chat("3");
    rig.loop.pass(1_000);

    assertThat(bob.heard()).containsExactly("signal typing ada", "chat 1-2 3");
    assertThat(bob.last().get("prev").asText()).isEqualTo("1-1");
    bob.forget();
    bob.say("{'type':'history','ref':'9','room':'general'}");
    assertThat(bob.last().get("messages")).hasSize(2);
  }

  @Test
  void what_comes_faster_than_the_interval_is_told_once_the_newest_of_it() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    for (int i = 1; i <= 9; i++) {
      ada.say(typing(",'ref':'" + i + "','data':{'i':" + i + "}"));
    }
    rig.loop.pass(99);
    assertThat(bob.heard()).containsExactly("signal typing ada {\"i\":1}");
    rig.loop.pass(100);

    assertThat(bob.heard())
        .containsExactly("signal typing ada {\"i\":1}", "signal typing ada {\"i\":9}");
    assertThat(ada.heard()).as("each was taken").hasSize(9);
  }

  @Test
  void who_is_not_in_the_room_or_may_not_tells_nobody_anything() {
    rig.rights.rule("ada", "general", Verdict.of(Verb.JOIN, Verb.READ, Verb.WRITE));
    rig.rights.rule("eve", "general", Verdict.of(Verb.JOIN, Verb.SIGNAL));
    TestClient bob = rig.member("bob");
    TestClient ada = rig.member("ada");
    TestClient stranger = rig.client("stranger");

    ada.say(typing(",'ref':'1'"));
    ada.say(typing(""));
    stranger.say(typing(",'ref':'2'"));
    assertThat(ada.heard()).containsExactly("error 1 forbidden", "error forbidden");
    assertThat(stranger.heard()).containsExactly("error 2 not_joined");
    assertThat(bob.heard()).isEmpty();
    rig.member("eve").say(typing(""));

    assertThat(bob.heard()).containsExactly("signal typing eve");
  }

  @Test
  void what_is_too_big_or_has_no_topic_is_refused() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");

    ada.say(typing(",'ref':'1','data':{'x':'" + "x".repeat(SessionRig.MAX_DATA) + "'}"));
    ada.say("{'type':'signal','ref':'3','room':'general','topic':'is typing'}");
    ada.say("{'type':'signal','ref':'4','room':'general'}");

    assertThat(ada.heard())
        .containsExactly("error 1 message_too_big", "error 3 malformed", "error 4 malformed");
    assertThat(bob.heard()).isEmpty();
  }

  @Test
  void users_and_guests_have_rates_for_it_of_their_own() {
    SessionRig limited =
        rig(
            Map.of(
                Limit.USER_SIGNALS,
                new Rate(1, 2),
                Limit.GUEST_SIGNALS,
                new Rate(1, 3),
                Limit.USER_MESSAGES,
                new Rate(1, 1)));
    TestClient ada = limited.member("ada");
    TestClient one = limited.member("guest-1");
    TestClient two = limited.member("guest-2");

    for (TestClient client : List.of(ada, one, two)) {
      client.say(typing(",'ref':'1'"));
      client.say(typing(",'ref':'2'"));
    }
    ada.say(typing(",'ref':'3'"));

    assertThat(ada.heard())
        .contains("sent 1 general", "sent 2 general")
        .endsWith("error 3 rate_limited");
    assertThat(ada.last().get("retryAfter").asLong()).isPositive();
    assertThat(two.heard()).endsWith("error 2 rate_limited");
    assertThat(limited.refusals).containsExactly(Limit.GUEST_SIGNALS, Limit.USER_SIGNALS);
    ada.forget();
    ada.chat("4");
    assertThat(ada.heard()).as("messages are counted apart").contains("ok 4 1-1");
  }

  @Test
  void a_client_that_does_not_read_misses_signals_and_no_message() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    ada.room = 0;

    bob.say(typing(""));
    rig.loop.pass(1_000);
    bob.chat("1");
    rig.loop.pass(1_000);
    bob.say(typing(""));
    ada.room = Integer.MAX_VALUE;
    rig.loop.pass(1_000);
    bob.say(typing(""));
    rig.loop.pass(1_000);

    assertThat(ada.heard()).containsExactly("chat 1-1 1", "signal typing bob");
    assertThat(ada.closed()).isNull();
  }

  @Test
  void while_rights_are_in_doubt_nothing_is_heard_and_who_is_removed_hears_no_more() {
    TestClient ada = rig.member("ada");
    TestClient bob = rig.member("bob");
    rig.rights.slow = true;
    ada.session().rightsChanged(null);

    bob.say(typing(""));
    rig.loop.pass(1_000);
    assertThat(ada.heard()).isEmpty();
    rig.rights.rule("ada", "general", Verdict.NONE);
    rig.rights.answer();
    rig.loop.turn();
    bob.say(typing(""));
    rig.loop.pass(1_000);

    assertThat(ada.heard()).containsExactly("removed general");
  }

  @Test
  void what_a_user_is_told_all_of_its_sessions_hear_as_long_as_they_last() {
    TestClient one = rig.client("ada");
    TestClient two = rig.client("ada");
    TestClient bob = rig.client("bob");
    UserId ada = new UserId("ada");
    Signal.Key key = new Signal.Key("n2.1", new Topic("call"));
    Signal call = Signal.of(new Audience.OfUser(ada), key, new UserId("eve"), "Eve", null);
    rig.loop.turn();

    rig.log.signal(call);
    rig.loop.turn();
    two.session().ended();
    rig.log.signal(call);
    rig.loop.turn();

    assertThat(one.heard()).containsExactly("signal call eve", "signal call eve");
    assertThat(one.last().has("room")).isFalse();
    assertThat(two.heard()).hasSize(1);
    assertThat(bob.heard()).isEmpty();
  }
}
