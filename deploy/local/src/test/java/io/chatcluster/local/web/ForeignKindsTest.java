package io.chatcluster.local.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.faults.NextVersion;
import io.chatcluster.loadtest.check.Event;
import io.chatcluster.loadtest.check.Recorder;
import io.chatcluster.loadtest.client.ChatClient;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.node.NodeSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody at the page, in a room in whose order there are events of a kind that the page does not
/// know: one node of two is of the next version.
final class ForeignKindsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long TOKEN_SECONDS = 3_600;
  private static final String ROOM = "polls";
  private static final String FOREIGN = "\"type\":\"poll_opened\"";

  /// More than a page of history, and more than a page of them has no message in it.
  private static final int EVENTS = 140;

  private static final int POLLS_FROM = 40;
  private static final int POLLS_TO = 105;

  @TempDir private static Path data;

  private static final Vertx VERTX = Vertx.vertx();
  private static final Recorder RECORDER =
      new Recorder(System::nanoTime, System::currentTimeMillis);

  private static Cluster cluster;
  private static Chromium chromium;
  private static ChatClient host;

  private final List<String> messages = new ArrayList<>();
  private int happened;

  @BeforeAll
  static void start() {
    List<String> present = NodeSettings.quick(NodeSettings.command(new Repository(ROOT)));
    var next = new NextVersion("1.1", "shard=3 ", "\"message\":\"poll ");
    cluster =
        Cluster.in(data.resolve("cluster"))
            .nodes(2)
            .withNginx()
            .nodeCommand(present)
            .withoutRates()
            .start();
    var node = cluster.node("n2");
    node.stop();
    node.becomes(NodeSettings.quick(next.command(ROOT, data.resolve("next"))));
    node.start();
    var tokens = new Tokens(cluster.secret().value());
    var settings =
        new ChatClient.Settings(
            () -> "ws://" + node.address() + "/ws",
            () -> tokens.issue("host", "Host", System.currentTimeMillis(), TOKEN_SECONDS),
            1);
    host = new ChatClient(VERTX, settings, RECORDER.client("host"));
    host.start();
    host.join(ROOM);
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() throws TimeoutException {
    chromium.close();
    VERTX.close().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.close();
  }

  @Test
  void the_page_passes_over_what_it_does_not_know_and_loses_nothing_around_it()
      throws SQLException {
    for (int i = 1; i <= EVENTS; i++) {
      boolean poll = i % 7 == 0 || (i >= POLLS_FROM && i < POLLS_TO);
      happens(poll ? "poll " + i : "message " + i);
    }
    awaitAcks();

    var ada = ChatPage.enter(chromium.person(), cluster.url() + "/#" + ROOM, "Ada");
    allOfHistoryIsShown(ada);

    happens("before");
    happens("poll between");
    happens("poll and another");
    happens("after");
    ada.awaitMessages(messages.size());
    says(ada, "and me");
    assertThat(ada.messages()).isEqualTo(messages);

    happens("poll at the end");
    ada.awaitReceived(FOREIGN, 3);
    assertThat(joins(ada)).as("joined once").hasSize(1);

    // What the page knows last is not what it shows last.
    var nginx = cluster.nginx().orElseThrow();
    nginx.kill();
    ada.awaitText("#banner", "Connection lost");
    happens("poll while away");
    happens("while away");
    awaitAcks();
    nginx.start();
    ada.awaitConnected();
    ada.awaitMessages(messages.size());
    happens("live again");
    ada.awaitMessages(messages.size());
    assertThat(ada.messages()).isEqualTo(messages);
    ada.awaitReceived(FOREIGN, 4);
    assertThat(joins(ada)).as("and once more, from where it stood").hasSize(2);
    assertThat(joins(ada).getFirst()).doesNotContain("\"at\"");
    assertThat(joins(ada).getLast()).contains("\"at\":\"" + positionOf("poll at the end") + "\"");

    ada.page().reload();
    allOfHistoryIsShown(ada);
    says(ada, "still here");
    assertThat(ada.messages()).isEqualTo(messages);
    assertThat(joins(ada)).hasSize(3);
    assertThat(ada.page().locator(".note").count()).as("nothing is missing").isZero();
    assertThat(ada.complaints()).isEmpty();
  }

  /// The host does something in the room.
  private void happens(String text) {
    host.send(ROOM, text, _ -> {});
    happened++;
    if (!text.startsWith("poll ")) {
      messages.add(text);
    }
  }

  private void says(ChatPage person, String text) {
    person.say(text);
    messages.add(text);
    person.awaitMessages(messages.size());
    person.awaitNothingUnsent();
  }

  private void awaitAcks() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                RECORDER.history().stream()
                        .filter(entry -> entry.event() instanceof Event.Ok)
                        .count()
                    == happened);
  }

  private void allOfHistoryIsShown(ChatPage person) {
    person.awaitConnected();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              person.shown().evaluate("timeline => timeline.scrollTop = 0");
              return person.shown().locator(".beginning").textContent().contains("begins here");
            });
    assertThat(person.messages()).isEqualTo(messages);
  }

  private static List<String> joins(ChatPage person) {
    return person.sent("\"type\":\"join\"");
  }

  private static String positionOf(String text) throws SQLException {
    try (var connection = cluster.postgres().connect();
        var statement =
            connection.prepareStatement(
                "SELECT at_epoch, at_offset, kind FROM publication"
                    + " WHERE body::json ->> 'message' = ?")) {
      statement.setString(1, text);
      try (var rows = statement.executeQuery()) {
        rows.next();
        assertThat(rows.getString("kind")).isEqualTo("poll_opened");
        return rows.getString("at_epoch") + "-" + rows.getString("at_offset");
      }
    }
  }
}
