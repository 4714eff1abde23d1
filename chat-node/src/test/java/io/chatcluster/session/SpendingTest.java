package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Rate;
import io.chatcluster.protocol.CloseReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What people may do however many sockets they open, and what guests of one address may together.
class SpendingTest extends OverAnyEdge {

  private static long count(TestClient client, String line) {
    return client.heard().stream().filter(heard -> heard.startsWith(line)).count();
  }

  private SessionRig rig(Limit limit, int perSecond, int atOnce) {
    return rig(Map.of(limit, new Rate(perSecond, atOnce)));
  }

  @Test
  void ten_sockets_of_a_user_send_what_one_may() {
    SessionRig rig = rig(10, 20);
    long stored = 0;
    for (int socket = 0; socket < 10; socket++) {
      TestClient ada = rig.member("ada");
      for (int i = 0; i < 20; i++) {
        ada.chat("m");
      }
      stored += count(ada, "ok");
    }

    assertThat(stored).isEqualTo(20);
    assertThat(rig.refusals).containsOnly(Limit.USER_MESSAGES).hasSize(180);
  }

  @Test
  void a_socket_that_comes_anew_has_no_fresh_rate() {
    SessionRig rig = rig(10, 20);
    for (int socket = 0; socket < 10; socket++) {
      TestClient ada = rig.member("ada");
      for (int i = 0; i < 20; i++) {
        ada.chat("m");
      }
      ada.session().close(CloseReason.NORMAL);
    }
    TestClient last = rig.member("ada");
    last.chat("m");

    assertThat(count(last, "ok")).isZero();
    assertThat(last.last().get("retryAfter").asLong()).isEqualTo(100);
  }

  @Test
  void long_messages_count_by_their_bytes() {
    SessionRig rig = rig(Limit.USER_BYTES, 100, 100);
    TestClient ada = rig.member("ada");
    String text = "é".repeat(30);

    for (int i = 0; i < 3; i++) {
      ada.say("{'type':'chat','ref':'r','room':'general','message':'" + text + "'}");
    }

    assertThat(count(ada, "ok")).isEqualTo(1);
    assertThat(count(ada, "error r rate_limited")).isEqualTo(2);
    assertThat(ada.last().get("retryAfter").asLong()).isEqualTo(200);
  }

  @Test
  void a_room_takes_so_much_of_all_together_and_another_room_is_not_that_room() {
    SessionRig rig = rig(Limit.ROOM_MESSAGES, 1, 5);
    long stored = 0;
    for (String user : List.of("ada", "bob", "eve")) {
      TestClient client = rig.member(user);
      for (int i = 0; i < 5; i++) {
        client.chat("m");
      }
      stored += count(client, "ok");
    }
    TestClient dan = rig.client("dan");
    dan.say("{'type':'join','room':'other'}");
    dan.say("{'type':'chat','ref':'r','room':'other','message':'hello'}");

    assertThat(stored).isEqualTo(5);
    assertThat(count(dan, "ok")).isEqualTo(1);
  }

  @Test
  void leaving_a_room_does_not_refill_it() {
    SessionRig rig = rig(Limit.ROOM_MESSAGES, 1, 5);
    TestClient ada = rig.client("ada");
    for (int i = 0; i < 10; i++) {
      ada.say("{'type':'join','room':'general'}");
      ada.chat("m");
      ada.say("{'type':'leave','room':'general'}");
    }

    assertThat(count(ada, "ok")).isEqualTo(5);
  }

  @Test
  void rooms_in_which_nobody_has_spoken_have_a_rate() {
    SessionRig rig = rig(Limit.USER_ROOMS, 1, 2);
    TestClient ada = rig.client("ada");
    for (int i = 0; i < 3; i++) {
      ada.say("{'type':'join','ref':'j','room':'made-up-" + i + "'}");
      ada.say("{'type':'leave','room':'made-up-" + i + "'}");
    }

    assertThat(count(ada, "joined j")).isEqualTo(2);
    assertThat(ada.frames().get(4).path("code").asText()).isEqualTo("rate_limited");
    assertThat(ada.frames().get(4).get("retryAfter").asLong()).isEqualTo(1_000);
    rig.loop.pass(1_000);
    ada.say("{'type':'join','ref':'j','room':'made-up-2'}");
    assertThat(count(ada, "joined j")).isEqualTo(3);
  }

  @Test
  void rooms_with_a_past_and_rooms_of_others_are_free() {
    SessionRig rig = rig(Limit.USER_ROOMS, 1, 1);
    for (int i = 0; i < 3; i++) {
      TestClient owner = rig.client("owner" + i);
      owner.say("{'type':'join','room':'old" + i + "'}");
      owner.say("{'type':'chat','room':'old" + i + "','message':'hello'}");
      owner.session().close(CloseReason.NORMAL);
    }
    rig.member("bob");
    TestClient ada = rig.client("ada");
    for (int round = 0; round < 5; round++) {
      for (String room : List.of("old0", "old1", "old2", "general")) {
        ada.say("{'type':'join','ref':'j','room':'" + room + "'}");
        ada.say("{'type':'leave','room':'" + room + "'}");
      }
    }

    assertThat(count(ada, "joined j")).isEqualTo(20);
    assertThat(rig.refusals).isEmpty();
  }

  @Test
  void a_log_that_is_away_uses_up_no_new_rooms() {
    SessionRig rig = rig(Limit.USER_ROOMS, 1, 1);
    TestClient ada = rig.client("ada");
    rig.log.down = true;
    for (int i = 0; i < 5; i++) {
      ada.say("{'type':'join','ref':'j','room':'new'}");
    }
    assertThat(ada.heard()).containsOnly("error j unavailable");
    rig.log.down = false;

    ada.say("{'type':'join','ref':'j','room':'new'}");

    assertThat(count(ada, "joined j")).isEqualTo(1);
  }

  @Test
  void pages_cost_what_they_hold_and_who_owes_waits() {
    SessionRig rig = rig(Limit.USER_READS, 100_000, 300_000);
    TestClient ada = rig.member("ada");
    for (int i = 0; i < 200; i++) {
      ada.chat("m" + i);
    }
    ada.forget();

    for (int i = 0; i < 100; i++) {
      ada.say("{'type':'history','ref':'h','room':'general','limit':200}");
    }
    long refused = count(ada, "error h rate_limited");
    JsonNode last = ada.last();

    assertThat(count(ada, "history h")).isBetween(2L, 20L);
    assertThat(refused).isGreaterThan(80);
    assertThat(last.get("retryAfter").asLong()).isPositive();
    assertThat(last.path("room").asText()).isEqualTo("general");
    rig.loop.pass(last.get("retryAfter").asLong());
    ada.forget();
    ada.say("{'type':'history','ref':'h','room':'general','limit':200}");
    assertThat(ada.heard()).containsExactly("history h general");
    assertThat(rig.refusals).containsOnly(Limit.USER_READS);
  }

  @Test
  void a_page_that_is_asked_for_sets_something_aside_until_it_is_there() {
    SessionRig rig = rig(Limit.USER_READS, 1, 250_000);
    TestClient ada = rig.member("ada");
    rig.log.hold();

    ada.say("{'type':'history','ref':'1','room':'general','limit':200}");
    ada.say("{'type':'history','ref':'2','room':'general','limit':200}");
    assertThat(ada.heard()).containsExactly("error 2 rate_limited");
    rig.log.release();
    rig.loop.turn();
    ada.say("{'type':'history','ref':'3','room':'general','limit':200}");

    assertThat(ada.heard())
        .containsExactly("error 2 rate_limited", "history 1 general", "history 3 general");
  }

  @Test
  void joins_from_old_positions_cost_what_they_bring() {
    SessionRig rig = rig(Limit.USER_READS, 10_000, 200_000);
    TestClient bob = rig.member("bob");
    for (int i = 0; i < 150; i++) {
      bob.chat("message number " + i);
    }
    TestClient ada = rig.client("ada");
    for (int i = 0; i < 50; i++) {
      ada.say("{'type':'join','ref':'j','room':'general','at':'0-0'}");
    }

    assertThat(count(ada, "joined j")).isBetween(3L, 15L);
    assertThat(count(ada, "error j rate_limited")).isGreaterThan(30);
    assertThat(rig.refusals).containsOnly(Limit.USER_READS);
  }

  @Test
  void what_comes_live_costs_the_listener_nothing() {
    SessionRig rig = rig(Limit.USER_READS, 1, 80_000);
    TestClient bob = rig.member("bob");
    TestClient ada = rig.client("ada");
    ada.say("{'type':'join','room':'general','at':'0-0'}");
    for (int i = 0; i < 1_000; i++) {
      bob.chat("message number " + i);
    }
    ada.forget();

    ada.say("{'type':'history','ref':'h','room':'general','limit':50}");

    assertThat(ada.heard()).containsExactly("history h general");
  }

  @Test
  void guests_of_one_address_share_what_it_may_send_and_accounts_there_do_not() {
    SessionRig rig = rig(Limit.GUEST_MESSAGES, 1, 5);
    long stored = 0;
    for (int i = 0; i < 4; i++) {
      TestClient guest = rig.member("guest-" + i);
      guest.chat("m");
      guest.chat("m");
      stored += count(guest, "ok");
    }
    TestClient ada = rig.member("ada");
    TestClient elsewhere = rig.stranger("192.0.2.2");
    elsewhere.say("{'type':'connect','token':'guest-9'}");
    elsewhere.say("{'type':'join','room':'general'}");
    for (int i = 0; i < 10; i++) {
      ada.chat("m");
    }
    elsewhere.chat("m");

    assertThat(stored).isEqualTo(5);
    assertThat(count(ada, "ok")).isEqualTo(10);
    assertThat(count(elsewhere, "ok")).isEqualTo(1);
  }

  /// A token that is renewed makes a guest a new user, with a user's limits; not with new ones of
  /// its address.
  @ParameterizedTest
  @EnumSource(
      value = Limit.class,
      names = {"GUEST_MESSAGES", "GUEST_BYTES", "GUEST_ROOMS", "GUEST_READS"})
  void a_guest_with_a_new_token_has_no_fresh_rate(Limit limit) {
    // A message is 60 bytes, a join from the start 69,632 of what may be read.
    int atOnce = limit == Limit.GUEST_READS ? 350_000 : limit == Limit.GUEST_BYTES ? 300 : 5;
    SessionRig rig = rig(limit, 1, atOnce);
    String text = "x".repeat(60);
    long granted = 0;
    for (int token = 0; token < 20; token++) {
      TestClient guest = rig.client("guest-" + token);
      String room = limit == Limit.GUEST_ROOMS ? "made-up-" + token : "general";
      guest.say("{'type':'join','ref':'j','room':'" + room + "'}");
      if (limit == Limit.GUEST_ROOMS) {
        granted += count(guest, "joined j");
      } else if (limit == Limit.GUEST_READS) {
        rig.log.hold();
        guest.say("{'type':'join','ref':'r','room':'general','at':'0-0'}");
        granted += count(guest, "error r rate_limited") == 0 ? 1 : 0;
      } else {
        guest.say("{'type':'chat','ref':'c','room':'" + room + "','message':'" + text + "'}");
        granted += count(guest, "ok c");
      }
    }

    assertThat(granted).isEqualTo(limit == Limit.GUEST_READS ? 4 : 5);
    assertThat(rig.refusals).containsOnly(limit);
  }

  @Test
  void as_many_guests_as_one_likes_find_no_more_new_rooms() {
    SessionRig rig = rig(Limit.GUEST_ROOMS, 1, 5);
    long joined = 0;
    for (int i = 0; i < 20; i++) {
      TestClient guest = rig.client("guest-" + i);
      guest.say("{'type':'join','ref':'j','room':'made-up-" + i + "'}");
      joined += count(guest, "joined j");
    }

    assertThat(joined).isEqualTo(5);
    assertThat(rig.refusals).containsOnly(Limit.GUEST_ROOMS).hasSize(15);
  }
}
