package io.chatcluster.local.monitoring;

import static org.awaitility.Awaitility.await;

import io.chatcluster.loadtest.check.Recorder;
import io.chatcluster.loadtest.client.ChatClient;
import io.chatcluster.loadtest.client.ClientCore;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// People on all nodes of a cluster that talk all the time. Owned by the thread of its test.
final class Chatter implements AutoCloseable {
  private static final int PEOPLE = 6;
  private static final List<String> ROOMS = List.of("red", "green", "blue");
  private static final long SEND_MILLIS = 10;
  private static final String TEXT = "so ".repeat(3_000);
  private static final long TOKEN_SECONDS = 3_600;
  private static final long ANSWER_SECONDS = 30;

  private final Cluster cluster;
  private final Tokens tokens;
  private final Vertx vertx = Vertx.vertx();
  private final Recorder recorder = new Recorder(System::nanoTime, System::currentTimeMillis);
  /// Kept: a client that nobody holds closes its sockets some time.
  private final WebSocketClient strangers =
      vertx.createWebSocketClient(new WebSocketClientOptions().setReceiveBufferSize(4_096));

  private final List<ChatClient> people = new ArrayList<>();

  private final Wanderer wanderer;
  private long sent;

  Chatter(Cluster cluster) {
    this.cluster = cluster;
    this.tokens = new Tokens(cluster.secret().value());
    for (int i = 0; i < PEOPLE; i++) {
      people.add(arrive("person-" + i, i));
    }
    await("everybody is in their rooms").atMost(Duration.ofSeconds(30)).until(this::settled);
    vertx.setPeriodic(SEND_MILLIS, _ -> sendOne());
    wanderer = new Wanderer(vertx, cluster);
    wanderer.start();
  }

  private ChatClient arrive(String who, int index) {
    var settings = new ChatClient.Settings(() -> url(index), () -> token(who), index);
    var client = new ChatClient(vertx, settings, recorder.client(who));
    client.start();
    ROOMS.forEach(client::join);
    return client;
  }

  private String url(int index) {
    return "ws://" + cluster.nodes().get(index % cluster.nodes().size()).address() + "/ws";
  }

  private String token(String who) {
    return tokens.issue(who, who, System.currentTimeMillis(), TOKEN_SECONDS);
  }

  private boolean settled() throws TimeoutException {
    for (var person : people) {
      if (!person.ask(ClientCore::settled).await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        return false;
      }
    }
    return true;
  }

  private void sendOne() {
    sent++;
    var person = people.get((int) (sent % PEOPLE));
    person.send(ROOMS.get((int) (sent % ROOMS.size())), TEXT, _ -> {});
  }

  /// Whether a node lets a page of that origin in.
  boolean knocked(String origin) {
    var options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(cluster.nodes().getFirst().port())
            .setURI("/ws")
            .addHeader("Origin", origin);
    return strangers.connect(options).map(true).otherwise(false).await();
  }

  /// Somebody enters all rooms and reads nothing.
  void addSlowReader() throws TimeoutException {
    var node = cluster.nodes().getFirst();
    WebSocket socket =
        strangers.connect(node.port(), "127.0.0.1", "/ws").await(ANSWER_SECONDS, TimeUnit.SECONDS);
    socket.pause();
    var connect = "{\"type\":\"connect\",\"ref\":\"c\",\"token\":\"%s\"}".formatted(token("slow"));
    socket.writeTextMessage(connect).await(ANSWER_SECONDS, TimeUnit.SECONDS);
    for (var room : ROOMS) {
      var join = "{\"type\":\"join\",\"ref\":\"%1$s\",\"room\":\"%1$s\"}".formatted(room);
      socket.writeTextMessage(join).await(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() throws TimeoutException {
    wanderer.stop();
    vertx.close().await(ANSWER_SECONDS, TimeUnit.SECONDS);
  }
}
