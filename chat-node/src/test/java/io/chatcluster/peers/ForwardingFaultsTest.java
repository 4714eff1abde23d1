package io.chatcluster.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.waiting.Answers;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a client hears when the node that its session is on is not what it should be.
class ForwardingFaultsTest {

  private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";

  private final MemoryDirectory directory = new MemoryDirectory();
  private final List<PeerNode> more = new ArrayList<>();
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
    more.forEach(PeerNode::close);
  }

  private PeerNode node(PeerSettings settings, String secret) {
    PeerNode node = new PeerNode(settings, directory, secret);
    more.add(node);
    return node;
  }

  @Test
  void a_poll_that_waits_at_a_node_that_dies_is_told_to_begin_anew() {
    CompletableFuture<HttpResponse<String>> poll = client.pollLater(other);
    await().until(() -> !owner.clients.isEmpty());

    owner.close();

    assertGone(Answers.of(poll));
    assertThat(other.count(Outcome.BROKEN)).isEqualTo(1);
  }

  @Test
  void a_node_that_is_gone_is_nowhere_to_be_found() {
    owner.close();

    assertGone(client.poll(other));
    HttpResponse<String> post = client.post(other, "4a");
    assertThat(post.statusCode()).isEqualTo(400);
    assertThat(post.body()).isEqualTo(UNKNOWN);
    assertThat(other.count(Outcome.UNREACHABLE)).isEqualTo(2);

    directory.addresses.remove("n1");
    PeerNode third = node(PeerNode.settings("n3"), PeerNode.SECRET);
    assertGone(client.poll(third));
    assertThat(third.count(Outcome.UNKNOWN)).isEqualTo(1);
  }

  @Test
  void a_poll_is_let_go_when_its_owner_no_longer_says_that_it_is_there() {
    owner.stuck = _ -> {};
    CompletableFuture<HttpResponse<String>> poll = client.pollLater(other);
    await().until(() -> !owner.clients.isEmpty());

    directory.addresses.remove("n1");

    assertGone(Answers.of(poll));
    assertThat(other.count(Outcome.UNKNOWN)).isEqualTo(1);
  }

  @Test
  void an_address_stays_good_while_the_directory_cannot_be_asked() {
    assertThat(client.post(other, "4a").body()).isEqualTo("ok");

    directory.lost = true;
    await()
        .pollDelay(Duration.ofMillis(AddressBook.FRESH_MILLIS + 100))
        .untilAsserted(() -> assertThat(client.post(other, "4b").body()).isEqualTo("ok"));

    assertThat(directory.questions.get()).isGreaterThan(1);
  }

  @Test
  void an_owner_that_does_not_answer_a_post_in_time_is_given_up() {
    owner.stuck = _ -> {};

    HttpResponse<String> post = client.post(other, "4a");

    assertThat(post.statusCode()).isEqualTo(400);
    assertThat(post.body()).isEqualTo(UNKNOWN);
    assertThat(other.count(Outcome.LATE)).isEqualTo(1);
    assertThat(other.underWay()).isZero();
  }

  @Test
  void an_answer_that_breaks_off_is_not_taken_for_a_whole_one() {
    owner.stuck =
        request -> {
          request.response().putHeader("Content-Length", "1000").write(Buffer.buffer("4half"));
          request.connection().close();
        };

    CompletableFuture<HttpResponse<String>> poll = client.pollLater(other);

    await().until(poll::isDone);
    assertThat(poll.isCompletedExceptionally() || poll.join().body().equals("1")).isTrue();
    assertThat(other.count(Outcome.BROKEN)).isEqualTo(1);
  }

  @Test
  void a_node_with_another_secret_is_not_believed() {
    PeerNode stranger = node(PeerNode.settings("n3"), "another secret, just as long as the first");

    assertGone(client.poll(stranger));
    assertThat(stranger.count(Outcome.DISTRUSTED)).isEqualTo(1);
    assertThat(owner.refused.get()).isEqualTo(1);
    assertThat(owner.clients).as("nothing came through the door").isEmpty();
  }

  @Test
  void a_client_that_finds_the_internal_port_is_not_let_in() {
    HttpResponse<String> answer =
        Answers.of(
            client.send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create(
                            "http://127.0.0.1:"
                                + owner.peerPort()
                                + "/socket.io/?EIO=4&transport=polling"))
                    .header("X-Chat-Peer-Client", "127.0.0.1")
                    .header("X-Chat-Peer-Proof", System.currentTimeMillis() + ".AAAA")));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(owner.refused.get()).isEqualTo(1);
    assertThat(owner.sessions()).as("no session but the one there was").isEqualTo(1);
  }

  @Test
  void above_the_limit_of_requests_a_client_is_told_to_try_elsewhere() {
    owner.stuck = _ -> {};
    PeerNode small = node(few("n3", 3, 4_000_000), PeerNode.SECRET);
    for (int i = 0; i < 3; i++) {
      CompletableFuture<HttpResponse<String>> _ = client.pollLater(small);
    }
    await().until(() -> small.underWay() == 3);

    assertThat(client.poll(small).statusCode()).isEqualTo(503);
    assertThat(small.count(Outcome.CROWDED)).isEqualTo(1);
  }

  @Test
  void above_the_limit_of_bytes_a_body_is_not_taken() {
    PeerNode small = node(few("n3", 100, 10_000), PeerNode.SECRET);

    HttpResponse<String> answer =
        Answers.of(
            client.send(
                PeerClient.request(small, "&sid=" + client.sid)
                    .POST(BodyPublishers.ofString("4" + "a".repeat(50_000)))));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(small.count(Outcome.CROWDED)).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      assertThat(client.post(small, "4" + "a".repeat(5_000)).body())
          .as("what was taken is given back")
          .isEqualTo("ok");
    }
  }

  private static PeerSettings few(String id, int requests, int bytes) {
    PeerSettings usual = PeerNode.settings(id);
    return new PeerSettings(
        id, usual.patience(), usual.longestPoll(), requests, bytes, usual.maxPayload());
  }

  private static void assertGone(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).as("the packet that closes a session").isEqualTo("1");
  }
}
