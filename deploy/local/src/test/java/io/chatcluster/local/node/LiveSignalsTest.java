package io.chatcluster.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is fleeting, on its way through two real nodes and a real Redis.
final class LiveSignalsTest {

  private static final String ROOM = "大厅 #1";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path data;

  private static Talk member(Cluster cluster, int node, String user) {
    var token =
        new Tokens(cluster.secret().value()).issue(user, user, System.currentTimeMillis(), 3_600);
    var talk = new Talk(CLIENT, "http://" + cluster.nodes().get(node).address());
    talk.send("{\"type\":\"connect\",\"ref\":\"0\",\"token\":\"" + token + "\"}");
    talk.until("\"connected\"");
    talk.send("{\"type\":\"join\",\"ref\":\"1\",\"room\":\"" + ROOM + "\"}");
    talk.until("\"joined\"");
    return talk;
  }

  private static void tell(Talk talk, String topic) {
    talk.send(
        "{\"type\":\"signal\",\"room\":\"%s\",\"topic\":\"%s\",\"data\":{\"on\":true}}"
            .formatted(ROOM, topic));
  }

  private static List<JsonObject> signals(List<JsonObject> frames) {
    return frames.stream()
        .filter(frame -> frame.get("type").getAsString().equals("signal"))
        .toList();
  }

  @Test
  void a_signal_reaches_all_members_on_every_node_once_but_not_the_session_it_comes_from()
      throws IOException, InterruptedException {
    try (var cluster = Cluster.in(data).nodes(2).start();
        var ada = member(cluster, 0, "ada");
        var adaElsewhere = member(cluster, 1, "ada");
        var bob = member(cluster, 0, "bob");
        var eve = member(cluster, 1, "auth0|eve")) {
      var others = List.of(adaElsewhere, bob, eve);
      // Who has heard a message that was said after it had joined hears signals too.
      bob.send("{\"type\":\"chat\",\"room\":\"" + ROOM + "\",\"message\":\"hello\"}");
      for (var member : List.of(ada, adaElsewhere, bob, eve)) {
        member.until("\"chat\"");
      }
      tell(ada, "typing");
      List<List<JsonObject>> heard = new ArrayList<>();
      for (var other : others) {
        heard.add(new ArrayList<>(other.until("\"signal\"")));
      }
      // What comes from the other side of the cluster later has nothing of it any more.
      tell(eve, "last");
      for (var other : List.of(ada, adaElsewhere, bob)) {
        var rest = signals(other.until("\"last\""));
        assertThat(rest).hasSize(1);
        assertThat(rest.getFirst().get("from").getAsString()).isEqualTo("auth0|eve");
      }
      for (var frames : heard) {
        var signal = signals(frames).getFirst();
        assertThat(signals(frames)).hasSize(1);
        assertThat(signal.toString())
            .isEqualTo(
                "{\"type\":\"signal\",\"room\":\"%s\",\"topic\":\"typing\",\"from\":\"ada\",\"name\":\"ada\",\"data\":{\"on\":true}}"
                    .formatted(ROOM));
      }
    }
  }
}
