package io.chatcluster.local.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import com.microsoft.playwright.Page;
import io.chatcluster.loadtest.check.Entry;
import io.chatcluster.loadtest.check.Event;
import io.chatcluster.loadtest.check.Recorder;
import io.chatcluster.loadtest.client.ChatClient;
import io.chatcluster.loadtest.client.ClientCore;
import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.local.cluster.Cluster;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rooms and users of every name through a whole cluster: nginx, nodes, Redis, PostgreSQL, the load
/// test's client and the page. In each room the user of that name has said it, and a witness on
/// another socket hears all of them.
final class LiveNamesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long TOKEN_SECONDS = 3_600;
  private static final List<String> NAMES = NameTable.accepted();

  @TempDir private static Path data;

  private static final Vertx VERTX = Vertx.vertx();
  private static final Recorder RECORDER =
      new Recorder(System::nanoTime, System::currentTimeMillis);
  private static final List<ChatClient> PEOPLE = new ArrayList<>();
  private static Cluster cluster;

  @BeforeAll
  static void everybody_speaks() {
    cluster = Cluster.in(data).nodes(2).withNginx().withoutRates().start();
    arrive("the witness", NAMES);
    await("the witness is in all rooms").atMost(PATIENCE).until(() -> all(ClientCore::settled));
    for (var name : NAMES) {
      arrive(name, List.of(name)).send(name, name, _ -> {});
    }
    await("everything is acked")
        .atMost(PATIENCE)
        .until(() -> of(Event.Ok.class).size() == NAMES.size());
  }

  @AfterAll
  static void stop() throws TimeoutException {
    VERTX.close().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    cluster.close();
  }

  private static ChatClient arrive(String user, List<String> rooms) {
    var tokens = new Tokens(cluster.secret().value());
    var settings =
        new ChatClient.Settings(
            () -> cluster.url().replace("http:", "ws:") + "/ws",
            () -> tokens.issue(user, "Someone", System.currentTimeMillis(), TOKEN_SECONDS),
            PEOPLE.size());
    var client = new ChatClient(VERTX, settings, RECORDER.client(user));
    PEOPLE.add(client);
    client.start();
    rooms.forEach(client::join);
    return client;
  }

  private static boolean all(Predicate<ClientCore> question) throws TimeoutException {
    for (var person : PEOPLE) {
      if (!person.ask(question::test).await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        return false;
      }
    }
    return true;
  }

  private static <T extends Event> List<T> of(Class<T> kind) {
    return RECORDER.history().stream()
        .map(Entry::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  @Test
  void whoever_is_in_a_room_hears_what_is_said_there_and_nothing_else() {
    await("the witness has heard everybody")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(RECORDER.history())
                    .filteredOn(entry -> entry.client().equals("the witness"))
                    .extracting(Entry::event)
                    .filteredOn(Event.Deliver.class::isInstance)
                    .extracting(event -> ((Event.Deliver) event).room())
                    .containsExactlyInAnyOrderElementsOf(NAMES));
    assertThat(of(Event.Ok.class)).extracting(Event.Ok::level).containsOnly("durable");
    assertThat(of(Event.Leave.class)).isEmpty();
  }

  @Test
  void what_clients_record_is_one_json_object_a_line() throws IOException {
    var text = new StringWriter();
    RECORDER.write(text);

    Set<String> rooms = new HashSet<>();
    for (var line : text.toString().lines().toList()) {
      var entry = JsonParser.parseString(line).getAsJsonObject();
      if (entry.has("room")) {
        rooms.add(entry.get("room").getAsString());
      }
    }
    assertThat(rooms).containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @Test
  void the_archive_has_every_name_as_it_is() throws SQLException {
    Set<String> archived = new HashSet<>();
    try (var connection = cluster.postgres().connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT room, body::json ->> 'from', body::json ->> 'message' FROM publication"
                    + " WHERE sender = room")) {
      while (rows.next()) {
        assertThat(List.of(rows.getString(2), rows.getString(3))).containsOnly(rows.getString(1));
        archived.add(rows.getString(1));
      }
    }
    assertThat(archived).containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @Test
  void the_page_shows_every_room_under_its_link_and_after_a_reload() {
    try (var chromium = new Chromium()) {
      var ada = ChatPage.enter(chromium.person(), cluster.url() + "/#general", "Ada");
      for (var name : NAMES) {
        ada.page().evaluate("room => { location.hash = `#${encodeURIComponent(room)}`; }", name);
        awaitShown(ada.page(), name);
        ada.awaitMessages(1);
        assertThat(ada.messages()).containsExactly(name);
      }
      ada.page().reload();
      ada.awaitConnected();
      awaitShown(ada.page(), NAMES.getLast());

      var labels = ada.page().locator(".room .label");
      assertThat(labels.allTextContents()).containsExactlyElementsOf(NAMES);
      assertThat(ada.page().locator("#rooms script, #rooms img, #rooms b").count()).isZero();
      for (var name : Set.of("__proto__", "<script>alert(1)</script>", "../..")) {
        labels.nth(NAMES.indexOf(name)).click();
        awaitShown(ada.page(), name);
        ada.say("seen " + name);
        ada.awaitMessages(2);
      }
      // What people type is brought into the form in which names are compared.
      ada.join("  cafe\u0301 ");
      awaitShown(ada.page(), "caf\u00E9");
      ada.join("#General chat #1");
      awaitShown(ada.page(), "General chat #1");
      assertThat(ada.complaints()).isEmpty();
    }
  }

  private static void awaitShown(Page page, String room) {
    page.waitForFunction(
        "room => document.getElementById('room-name').textContent === `#${room}`"
            + " && decodeURIComponent(location.hash.slice(1)) === room",
        room);
  }

  @Test
  void no_name_is_a_label_of_a_metric() {
    for (var node : cluster.nodes()) {
      assertThat(node.metrics()).doesNotContain("auth0", "__proto__", "Запуск", "two  spaces");
    }
  }
}
