package io.chatcluster.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.waiting.Answers;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client whose requests reach a node that its session is not on.
class ForwardingTest {

  private final MemoryDirectory directory = new MemoryDirectory();
  private PeerNode owner;
  private PeerNode other;
  private PeerClient client;

  @BeforeEach
  void start() {
    owner = new PeerNode("n1", directory);
    other = new PeerNode("n2", directory);
    client = new PeerClient(owner);
  }

  @AfterEach
  void stop() {
    client.close();
    owner.close();
    other.close();
  }

  @Test
  void a_session_works_as_well_over_nodes_that_it_is_not_on() {
    CompletableFuture<HttpResponse<String>> poll = client.pollLater(other);
    HttpResponse<String> post = client.post(other, "4Привет\u001ebAAECAw==");
    HttpResponse<String> answer = Answers.of(poll);

    assertThat(post.statusCode()).isEqualTo(200);
    assertThat(post.body()).isEqualTo("ok");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("4Привет\u001ebAAECAw==");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=UTF-8");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    // Counted when the last byte has gone, which may be after it has come.
    await().until(() -> other.count(Outcome.ANSWERED) == 2);
    assertThat(other.underWay()).isZero();
  }

  @Test
  void a_message_of_the_longest_kind_passes_in_both_directions() {
    String message = "4" + "ä".repeat(499_000);

    assertThat(client.post(other, message).body()).isEqualTo("ok");
    assertThat(client.poll(other).body()).isEqualTo(message);
  }

  @Test
  void a_body_above_what_may_be_is_refused_before_it_is_handed_on() {
    String body = "4" + "a".repeat(PeerNode.SESSIONS.maxPayload());

    assertThat(client.post(other, body).statusCode()).isEqualTo(413);
    assertThat(other.count(Outcome.LONG)).isEqualTo(1);
    assertThat(owner.clients).isEmpty();
    assertThat(client.post(other, "4still here").body()).isEqualTo("ok");
  }

  @Test
  void what_the_owner_refuses_is_refused_in_its_words() {
    HttpResponse<String> answer =
        Answers.of(
            client.send(
                PeerClient.request(other, "&sid=n1.nobody").POST(BodyPublishers.ofString("4a"))));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    assertThat(owner.clients).as("it was asked").hasSize(1);
    assertThat(owner.count(Outcome.UNKNOWN)).as("and asked nobody else").isZero();
  }

  @Test
  void what_a_peer_has_forwarded_goes_no_further() {
    // Each of them believes that the other one is the owner.
    directory.addresses.put("n3", new PeerAddress("127.0.0.1", owner.peerPort()));
    HttpResponse<String> answer =
        Answers.of(client.send(PeerClient.request(other, "&sid=n3.somebody")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(owner.clients).hasSize(1);
    assertThat(owner.outcomes).isEmpty();
  }

  @Test
  void a_page_of_another_origin_may_read_the_answer() {
    HttpResponse<String> answer =
        Answers.of(
            client.send(
                PeerClient.request(other, "&sid=" + client.sid)
                    .header("Origin", "https://chat.example")
                    .POST(BodyPublishers.ofString("4a"))));

    assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
        .containsExactly("https://chat.example");
    assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
  }

  @Test
  void the_owner_learns_the_clients_address_and_believes_only_a_peer() {
    Answers.of(
        client.send(
            PeerClient.request(other, "&sid=" + client.sid)
                .header("X-Chat-Peer-Client", "192.0.2.1")
                .header("X-Chat-Peer-Proof", "1.AAAA")
                .POST(BodyPublishers.ofString("4a"))));

    assertThat(owner.clients).containsExactly("127.0.0.1");
  }

  @Test
  void a_poll_that_its_client_gives_up_is_given_up_at_the_owner() {
    CompletableFuture<HttpResponse<String>> _ = client.pollLater(other);
    await().until(() -> !owner.clients.isEmpty());

    client.close();

    await().until(() -> owner.closed.contains("transport close"));
    assertThat(other.count(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(other.underWay()).isZero();
  }

  @Test
  void connections_between_nodes_are_used_again() {
    for (int i = 0; i < 50; i++) {
      assertThat(client.post(other, "4" + i).body()).isEqualTo("ok");
    }

    assertThat(owner.peerConnections()).isEqualTo(1);
    assertThat(directory.questions.get()).as("nor is the directory asked each time").isLessThan(5);
  }

  @Test
  void a_websocket_stays_with_polling_where_it_cannot_be_handed_over() {
    URI uri =
        URI.create(
            "ws://127.0.0.1:"
                + other.port()
                + "/socket.io/?EIO=4&transport=websocket&sid="
                + client.sid);

    assertThatThrownBy(
            () ->
                client
                    .http
                    .newWebSocketBuilder()
                    .buildAsync(uri, new WebSocket.Listener() {})
                    .join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(421));
    assertThat(client.post(other, "4a").body()).isEqualTo("ok");
    assertThat(client.poll(other).body()).isEqualTo("4a");
    assertThat(other.count(Outcome.UPGRADE)).isEqualTo(1);
  }
}
