package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Rate;
import io.chatcluster.protocol.CloseReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is closed for going on through refusals, and who is not, because it waits as it is told.
class FloodingTest extends OverAnyEdge {

  private static final int HALF_A_MINUTE = 30;

  @Test
  void who_sends_on_while_it_is_refused_is_closed() {
    TestClient ada = rig(1, 1).member("ada");
    ada.chat("m");
    ada.forget();

    for (int i = 0; i < 100; i++) {
      ada.chat("m");
    }
    assertThat(ada.heard()).isEqualTo(Collections.nCopies(100, "error m rate_limited"));
    assertThat(ada.closed()).isNull();
    ada.chat("m");

    assertThat(ada.closed()).isEqualTo(CloseReason.FLOODING);
  }

  @Test
  void who_waits_as_told_is_never_closed() {
    SessionRig slow = rig(1, 1);
    TestClient ada = slow.member("ada");

    for (int i = 0; i < 150; i++) {
      ada.chat("m");
      ada.chat("m");
      slow.loop.pass(ada.last().path("retryAfter").asLong());
    }

    assertThat(ada.closed()).isNull();
    assertThat(ada.heard()).filteredOn(line -> line.startsWith("ok")).hasSize(150);
  }

  /// A hundred and fifty people want to speak in a room that takes ten messages a second. All
  /// come again when they were told to, and all but one are refused: a hundred times in a row for
  /// the unlucky, who were closed for it.
  @Test
  void who_waits_as_told_in_a_crowded_room_is_never_closed() {
    SessionRig crowded = rig(Map.of(Limit.ROOM_MESSAGES, new Rate(10, 1)));
    List<TestClient> people = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      people.add(crowded.member("u" + i));
    }
    List<TestClient> waiting = new ArrayList<>(people);
    while (!waiting.isEmpty()) {
      // The unlucky are always the same.
      for (TestClient client : List.copyOf(waiting)) {
        client.chat("m");
        if (client.heard().contains("ok m 1-" + (151 - waiting.size()))) {
          waiting.remove(client);
        }
      }
      crowded.loop.pass(100);
    }

    assertThat(people).allMatch(client -> client.closed() == null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'join','room':'made-up'}",
        "{'type':'history','room':'general','limit':200}",
        "{'type':'history','room':'never-joined'}",
        "{'type':'join','room':'no room'}",
        "{'type':'chat','room':'never-joined','message':'hello'}",
        "{'type':'connect','token':'ada'}"
      })
  void who_has_commands_refused_for_half_a_minute_is_closed(String command) {
    SessionRig rig =
        rig(Map.of(Limit.USER_ROOMS, new Rate(1, 1), Limit.USER_READS, new Rate(1_000, 20_000)));
    TestClient bob = rig.member("bob");
    for (int i = 0; i < 200; i++) {
      bob.chat("something to read");
    }
    TestClient ada = rig.member("ada");

    for (int second = 0; second < HALF_A_MINUTE - 1; second++) {
      flood(ada, command);
      rig.loop.pass(1_000);
    }
    assertThat(ada.closed()).isNull();
    for (int second = 0; second < 3; second++) {
      flood(ada, command);
      rig.loop.pass(1_000);
    }

    assertThat(ada.closed()).isEqualTo(CloseReason.FLOODING);
  }

  private static void flood(TestClient client, String command) {
    for (int i = 0; i < 500; i++) {
      client.say(command);
      client.say("{'type':'leave','room':'made-up'}");
    }
  }

  @Test
  void a_burst_of_mistakes_is_forgiven() {
    SessionRig rig = rig();
    TestClient ada = rig.member("ada");

    for (int minute = 0; minute < 10; minute++) {
      for (int second = 0; second < HALF_A_MINUTE / 2; second++) {
        flood(ada, "{'type':'join','room':'no room'}");
        rig.loop.pass(1_000);
      }
      rig.loop.pass(2_000);
    }

    assertThat(ada.closed()).isNull();
  }

  @Test
  void what_the_server_cannot_do_is_nobodys_fault() {
    SessionRig rig = rig();
    TestClient ada = rig.member("ada");
    rig.log.down = true;

    for (int second = 0; second < 2 * HALF_A_MINUTE; second++) {
      flood(ada, "{'type':'join','room':'general'}");
      rig.loop.pass(1_000);
    }

    assertThat(ada.heard()).contains("error unavailable");
    assertThat(ada.closed()).isNull();
  }
}
