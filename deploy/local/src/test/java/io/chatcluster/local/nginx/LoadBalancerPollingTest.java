package io.chatcluster.local.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.local.node.Browser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Socket.IO through a real nginx with the shipped configuration: every request of a session to its
/// node, and limits that let a poll be a poll.
final class LoadBalancerPollingTest extends BehindNginx {
  private static final String PATH = "/socket.io/?EIO=4&transport=polling";

  @BeforeEach
  void reviveNodes() {
    standIns.reviveAll();
    for (var node : standIns.nodes()) {
      await().atMost(BOUND).ignoreExceptions().until(() -> comesTo(node.name()));
    }
  }

  private boolean comesTo(String node) throws IOException, InterruptedException {
    return seen(browser.get(sid(node))).getString("node").equals(node);
  }

  private static String sid(String node) {
    return PATH + "&sid=" + node + ".0123456789abcdef";
  }

  private static JsonObject seen(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  @Test
  void every_request_of_a_session_comes_to_its_node() throws IOException, InterruptedException {
    for (int i = 0; i < 20; i++) {
      var node = "n" + (1 + i % BalancedStandIns.NODES);
      var poll = seen(browser.get(sid(node)));
      var post = browser.request(sid(node)).POST(BodyPublishers.ofString("4" + i));
      var upgrade =
          browser.open("/socket.io/?EIO=4&transport=websocket&sid=" + node + ".0123456789abcdef");

      assertThat(poll.getString("node")).isEqualTo(node);
      assertThat(poll.getString("uri")).isEqualTo(sid(node));
      assertThat(seen(browser.send(post)).getString("node")).isEqualTo(node);
      assertThat(upgrade.node()).isEqualTo(node);
      upgrade.abort();
    }
  }

  @Test
  void a_session_begins_on_any_node() throws IOException, InterruptedException {
    Set<String> nodes = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      nodes.add(seen(browser.get(PATH)).getString("node"));
    }

    assertThat(nodes).containsExactlyInAnyOrder("n1", "n2", "n3");
  }

  @Test
  void polls_use_the_connections_to_their_node_again() throws IOException, InterruptedException {
    Set<Integer> connections = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      connections.add(seen(browser.get(sid("n2"))).getInteger("connection"));
    }

    assertThat(connections).hasSizeLessThan(20);
  }

  @Test
  void a_poll_that_waits_at_a_node_that_dies_is_answered_by_another() {
    try (var http = HttpClient.newHttpClient()) {
      HttpRequest request = browser.request(sid("n1") + "&wait=6500").timeout(BOUND).build();
      CompletableFuture<HttpResponse<String>> poll =
          http.sendAsync(request, BodyHandlers.ofString());
      // Longer than any other request may take that goes to another node in the end.
      await().pollDelay(Duration.ofMillis(5_500)).until(() -> !poll.isDone());

      standIns.node("n1").kill();

      assertThat(seen(poll.join()).getString("node")).isIn("n2", "n3");
    }
  }

  @Test
  void who_polls_is_limited_in_handshakes_and_in_no_other_rate()
      throws IOException, InterruptedException {
    var strict = standIns.nginx("polling", new NginxLimits(100, 1, 1, 5));
    try (var client = new Browser(strict.port())) {
      for (int i = 0; i < 200; i++) {
        assertThat(client.get(sid("n1")).statusCode()).isEqualTo(200);
      }
      List<Integer> handshakes = new ArrayList<>();
      List<Integer> others = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        handshakes.add(client.get(PATH + (i % 2 == 0 ? "" : "&sid=")).statusCode());
        others.add(client.get("/SOCKET.IO/?sid=n1.0").statusCode());
      }

      assertThat(handshakes).contains(200, 429);
      assertThat(others).as("what only looks like a poll").contains(200, 429);
      assertThat(client.get(sid("n1")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void polls_of_one_address_are_bounded_in_number() {
    var strict = standIns.nginx("few-polls", new NginxLimits(2, 1_000, 1_000, 1_000));
    try (var http = HttpClient.newHttpClient();
        var client = new Browser(strict.port())) {
      List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        HttpRequest poll = client.request(sid("n1") + "&wait=1000").build();
        polls.add(http.sendAsync(poll, BodyHandlers.ofString()));
      }

      assertThat(polls.stream().map(poll -> poll.join().statusCode()).toList())
          .containsExactlyInAnyOrder(200, 200, 200, 200, 429);
    }
  }

  @Test
  void a_body_may_be_as_long_as_a_frame_and_not_much_longer()
      throws IOException, InterruptedException {
    var longest = browser.request(sid("n1")).POST(BodyPublishers.ofString("4".repeat(70_000)));
    var longer = browser.request(sid("n1")).POST(BodyPublishers.ofString("4".repeat(90_000)));

    assertThat(browser.send(longest).statusCode()).isEqualTo(200);
    assertThat(browser.send(longer).statusCode()).isEqualTo(413);
  }

  @Test
  void the_secret_in_a_sessions_id_gets_into_no_log() throws IOException, InterruptedException {
    browser.get(PATH + "&sid=n1.HIDDEN");
    browser.send(browser.request(PATH + "&sid=n9.HIDDEN").POST(BodyPublishers.ofString("4")));
    browser.send(
        browser.request(PATH + "&sid=n9.HIDDEN").POST(BodyPublishers.ofString("4".repeat(90_000))));

    await()
        .atMost(BOUND)
        .untilAsserted(
            () ->
                assertThat(log("access.log")).contains("\"path\":\"/socket.io/\",\"status\":413"));
    assertThat(log("access.log")).doesNotContain("HIDDEN");
    assertThat(log("error.log")).doesNotContain("HIDDEN");
  }

  private static String log(String name) throws IOException {
    var file = directory.resolve("nginx").resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
