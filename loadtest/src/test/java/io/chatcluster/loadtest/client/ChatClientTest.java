package io.chatcluster.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The client over real sockets.
class ChatClientTest {

  private final Vertx vertx = Vertx.vertx();
  private final Heard heard = new Heard();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void it_presents_its_token_joins_sends_and_hears_its_own_message() throws Exception {
    StandInNode node = new StandInNode(vertx);
    ChatClient client = client(node.url);
    client.join("general");
    client.start();
    client.send("general", "hello", id -> heard.add("sent " + id));

    String sent = heard.next();
    assertThat(sent).startsWith("sent ");
    assertThat(heard.next()).isEqualTo("connected");
    assertThat(heard.next()).isEqualTo("joined 7-1");
    assertThat(heard.next()).isEqualTo("delivered 7-2 hello");
    assertThat(heard.next()).isEqualTo("acked 7-2");
    assertThat(node.received.getFirst().getString("token")).isEqualTo("a-token");
    assertThat(node.ids()).containsExactly(sent.substring("sent ".length()));
  }

  @Test
  void what_one_node_did_not_answer_is_sent_to_another_with_the_same_id() throws Exception {
    StandInNode first = new StandInNode(vertx);
    StandInNode second = new StandInNode(vertx);
    first.stopAcking();
    ChatClient client = client(first.url, second.url);
    client.join("general");
    client.start();
    heard.until("joined 7-1");
    client.send("general", "hello", _ -> first.leave(4503));

    heard.until("disconnected 4503");
    heard.until("acked 7-2");

    assertThat(second.ids()).hasSize(1);
    assertThat(first.ids()).allMatch(second.ids()::contains);
  }

  @Test
  void a_node_that_cannot_be_reached_is_followed_by_the_next() throws Exception {
    StandInNode gone = new StandInNode(vertx);
    gone.leave(1000);
    StandInNode node = new StandInNode(vertx);
    ChatClient client = client(gone.url, gone.url, node.url);
    client.start();

    heard.until("connected");
  }

  @Test
  void a_code_that_says_to_stay_away_ends_it() throws Exception {
    StandInNode node = new StandInNode(vertx);
    ChatClient client = client(node.url);
    client.start();
    heard.until("connected");
    node.leave(4501);

    heard.until("disconnected 4501");
    heard.until("stopped 4501");
  }

  @Test
  void all_events_happen_on_one_thread() throws Exception {
    StandInNode node = new StandInNode(vertx);
    ChatClient client = client(node.url, node.url);
    client.join("general");
    client.start();
    heard.until("joined 7-1");
    client.send("general", "hello", _ -> {});
    heard.until("acked 7-2");

    assertThat(heard.threads).hasSize(1);
  }

  @Test
  void a_stopped_client_tells_no_more() throws Exception {
    StandInNode node = new StandInNode(vertx);
    ChatClient client = client(node.url);
    client.start();
    heard.until("connected");

    client.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

    assertThat(heard.events).isEmpty();
    assertThat(
            client
                .ask(ClientCore::settled)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS))
        .isFalse();
  }

  private ChatClient client(String... urls) {
    NodeUrls all = new NodeUrls(Arrays.asList(urls), 0);
    return new ChatClient(vertx, new ChatClient.Settings(all, () -> "a-token", 1), heard);
  }

  /// What the application was told, to be waited for.
  private static final class Heard implements ClientEvents {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    void add(String event) {
      events.add(event);
      threads.add(Thread.currentThread().getName());
    }

    String next() throws InterruptedException {
      String event = events.poll(10, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }

    void until(String wanted) throws InterruptedException {
      String event = next();
      while (!event.equals(wanted)) {
        assertThat(event).as("waiting for %s", wanted).isNotEqualTo("nothing");
        event = next();
      }
    }

    @Override
    public void connected(Frame.Connected connected) {
      add("connected");
    }

    @Override
    public void disconnected(int closeCode) {
      add("disconnected " + closeCode);
    }

    @Override
    public void stopped(int closeCode) {
      add("stopped " + closeCode);
    }

    @Override
    public void joined(String room, Position from, Position head, boolean recovered) {
      add("joined " + from);
    }

    @Override
    public void refused(String room, String code) {
      add("refused " + code);
    }

    @Override
    public void delivered(String room, Message message) {
      add("delivered " + message.at() + " " + message.text());
    }

    @Override
    public void rolledBack(String room, Position to) {
      add("rolled back " + to);
    }

    @Override
    public void gap(String room, Position after, Position next) {
      add("gap " + after + " " + next);
    }

    @Override
    public void acked(String room, String id, Position at, String level) {
      add("acked " + at);
    }

    @Override
    public void failed(String room, String id, String code, boolean mayBeStored) {
      add("failed " + code);
    }
  }

  @Test
  void addresses_take_turns() {
    NodeUrls urls = new NodeUrls(List.of("a", "b", "c"), 4);

    assertThat(List.of(urls.get(), urls.get(), urls.get(), urls.get()))
        .containsExactly("b", "c", "a", "b");
  }
}
