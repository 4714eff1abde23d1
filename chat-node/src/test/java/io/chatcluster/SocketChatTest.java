package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The chat as Socket.IO clients meet it, packet by packet.
class SocketChatTest {

  private final EdgeRig rig = new EdgeRig(Map.of());

  @AfterEach
  void stop() {
    rig.close();
  }

  private JsonObject auth(String user) {
    return new JsonObject().put("token", rig.token(user));
  }

  @Test
  void what_one_says_all_members_receive_once_and_the_ack_says_where_it_stands() throws Exception {
    try (EventClient ada = EventClient.in(rig.port(), auth("ada"));
        EventClient bob = EventClient.in(rig.port(), auth("bob"))) {
      assertThat(ada.ask("joinRoom", "general").getString("status")).isEqualTo("ok");
      assertThat(bob.ask("joinRoom", new JsonObject().put("roomId", "general")).getString("head"))
          .isEqualTo("0-0");

      JsonObject sent =
          new JsonObject().put("roomId", "general").put("message", "Hello").put("senderId", "eve");
      JsonObject ack = ada.ask("sendMessage", sent);
      JsonArray received = bob.next("receiveMessage");

      assertThat(ack.getString("status")).isEqualTo("ok");
      JsonObject message = received.getJsonObject(1);
      assertThat(message.getString("message")).isEqualTo("Hello");
      assertThat(message.getString("senderId")).as("whatever the payload says").isEqualTo("ada");
      assertThat(message.getString("roomId")).isEqualTo("general");
      assertThat(message.getLong("timestamp")).isPositive();
      assertThat(message.getString("id")).isEqualTo(ack.getString("id"));
      assertThat(message.getString("at")).isEqualTo(ack.getString("at"));
      assertThat(received.getString(2)).as("the offset").isEqualTo("0." + ack.getString("at"));
      assertThat(ada.next("receiveMessage").getJsonObject(1).getString("id"))
          .isEqualTo(ack.getString("id"));
    }
  }

  @Test
  void who_comes_back_with_its_secret_goes_on_where_it_was_and_is_told_so() throws Exception {
    JsonObject goingOn;
    String sid;
    try (EventClient ada = EventClient.in(rig.port(), auth("ada"));
        EventClient bob = EventClient.in(rig.port(), auth("bob"))) {
      ada.ask("joinRoom", "general");
      bob.ask("joinRoom", "other");
      bob.ask("joinRoom", "general");
      ada.ask("sendMessage", new JsonObject().put("roomId", "general").put("message", "one"));
      bob.next("receiveMessage");
      sid = bob.connected().getString("sid");
      goingOn = bob.goingOn(auth("bob"));
      bob.cut();
      for (String text : new String[] {"two", "three"}) {
        ada.ask("sendMessage", new JsonObject().put("roomId", "general").put("message", text));
      }

      try (EventClient back = EventClient.entering(rig.port(), goingOn)) {
        assertThat(back.take()).startsWith("42[\"receiveMessage\",").contains("\"two\"");
        assertThat(back.take()).startsWith("42[\"receiveMessage\",").contains("\"three\"");
        JsonObject connected = new JsonObject(back.take().substring(2));
        assertThat(connected.getString("sid")).isEqualTo(sid);
        assertThat(connected.getString("pid")).isEqualTo(goingOn.getString("pid"));
        assertThat(back.next("connected").size()).as("with an offset").isEqualTo(3);
        ada.ask("sendMessage", new JsonObject().put("roomId", "general").put("message", "four"));
        assertThat(back.next("receiveMessage").getJsonObject(1).getString("message"))
            .isEqualTo("four");
      }
    }
  }

  @Test
  void who_goes_before_its_footprint_is_found_leaves_nobody_behind() throws Exception {
    JsonObject goingOn;
    try (EventClient ada = EventClient.in(rig.port(), auth("ada"))) {
      ada.ask("joinRoom", "general");
      ada.ask("sendMessage", new JsonObject().put("roomId", "general").put("message", "one"));
      ada.next("receiveMessage");
      goingOn = ada.goingOn(auth("ada"));
    }
    rig.memos.holding = true;
    try (EventClient hasty = EventClient.entering(rig.port(), goingOn)) {
      await().atMost(10, TimeUnit.SECONDS).until(() -> rig.memos.held() == 1);
      hasty.cut();
    }
    await().atMost(10, TimeUnit.SECONDS).until(() -> rig.gauge("chat_connections{") == 0);
    rig.onLoop(rig.memos::release);

    try (EventClient bob = EventClient.in(rig.port(), auth("bob"))) {
      bob.ask("joinRoom", "general");
      await().atMost(10, TimeUnit.SECONDS).until(() -> rig.members() > 0);
      assertThat(rig.members()).isEqualTo(1);
    }
  }

  @Test
  void a_bad_token_is_refused_with_its_code_and_somebody_elses_secret_is_of_no_use()
      throws Exception {
    try (EventClient eve = EventClient.entering(rig.port(), new JsonObject().put("token", "x"))) {
      assertThat(eve.take()).startsWith("44{").contains("\"bad_token\"");
    }
    try (EventClient ada = EventClient.in(rig.port(), auth("ada"))) {
      ada.ask("joinRoom", "general");
      ada.emit("ping");
      ada.ask("sendMessage", new JsonObject().put("roomId", "general").put("message", "one"));
      ada.next("receiveMessage");
      JsonObject goingOn = ada.goingOn(auth("eve"));
      try (EventClient eve = EventClient.entering(rig.port(), goingOn)) {
        JsonObject connected = new JsonObject(eve.take().substring(2));
        assertThat(connected.getString("pid")).isNotEqualTo(ada.connected().getString("pid"));
      }
    }
  }

  @Test
  void bad_input_gets_an_error_with_its_code() throws Exception {
    try (EventClient ada = EventClient.in(rig.port(), auth("ada"))) {
      JsonObject nowhere = new JsonObject().put("roomId", "general").put("message", "x");
      assertThat(ada.ask("sendMessage", nowhere).getString("code")).isEqualTo("not_joined");
      assertThat(ada.ask("noSuchThing").getString("code")).isEqualTo("unknown_type");
      assertThat(ada.ask("joinRoom", " ").getString("code")).isEqualTo("bad_room");
      assertThat(ada.ask("joinRoom", 7).getString("code")).isEqualTo("malformed");
      ada.emit("sendMessage", nowhere);
      assertThat(ada.next("error").getJsonObject(1).getString("code")).isEqualTo("not_joined");
    }
  }

  @Test
  void typing_is_told_to_the_others_only() throws Exception {
    try (EventClient ada = EventClient.in(rig.port(), auth("ada"));
        EventClient bob = EventClient.in(rig.port(), auth("bob"))) {
      ada.ask("joinRoom", "general");
      bob.ask("joinRoom", "general");
      JsonObject here = new JsonObject().put("roomId", "general");
      // Whoever has heard a message stands where the room stands, and hears what is fleeting.
      ada.ask("sendMessage", here.copy().put("message", "one"));
      ada.next("receiveMessage");
      bob.next("receiveMessage");
      ada.emit("typing", here);
      JsonObject typing = bob.next("userTyping").getJsonObject(1);
      assertThat(typing.getString("userId")).isEqualTo("ada");
      assertThat(typing.getBoolean("typing")).isTrue();
      ada.emit("stopTyping", here);
      assertThat(bob.next("userTyping").getJsonObject(1).getBoolean("typing")).isFalse();
      bob.emit("typing", here);
      assertThat(ada.next("userTyping").getJsonObject(1).getString("userId")).isEqualTo("bob");
    }
  }

  @Test
  void in_a_demo_people_are_who_they_say_they_are_and_meet_in_the_lobby() throws Exception {
    try (EdgeRig demo = new EdgeRig(Map.of("CHAT_TRUST_NAMES", "true", "CHAT_LOBBY", "lobby"));
        EventClient ada = EventClient.in(demo.port(), new JsonObject())) {
      assertThat(ada.next("connected").getJsonObject(1).getString("userId")).startsWith("guest-");
      assertThat(ada.next("loadMessages").getJsonArray(1)).isEmpty();
      ada.emit("message", "to all");
      assertThat(ada.next("message").getString(1)).isEqualTo("to all");
      assertThat(ada.ask("authenticate", "ada").getString("userId")).isEqualTo("ada");
      try (EventClient bob = EventClient.in(demo.port(), new JsonObject())) {
        JsonArray before = bob.next("loadMessages").getJsonArray(1);
        assertThat(before.getJsonObject(0).getString("message")).isEqualTo("to all");
        bob.emit("chat message", "to the others");
        assertThat(ada.next("chat message").getString(1)).isEqualTo("to the others");
        bob.emit("join", "Bob");
        assertThat(ada.next("userJoined").getJsonObject(1).getString("name")).isEqualTo("Bob");
        JsonObject text = new JsonObject().put("roomId", "lobby").put("message", "last");
        ada.ask("sendMessage", text);
        String last = bob.take();
        while (!last.startsWith("42[\"receiveMessage\"")) {
          assertThat(last).as("nobody hears their own").doesNotStartWith("42[\"chat message\"");
          last = bob.take();
        }
        assertThat(last).contains("\"senderId\":\"ada\"");
      }
    }
  }

  @Test
  void where_a_token_is_required_nobody_gets_in_without() throws Exception {
    try (EdgeRig strict = new EdgeRig(Map.of("CHAT_REQUIRE_TOKEN", "true"))) {
      assertThat(handshake(strict, "Bearer x")).isEqualTo(403);
      assertThat(handshake(strict, "Bearer " + strict.token("ada"))).isEqualTo(200);
      try (EventClient eve = EventClient.entering(strict.port(), new JsonObject())) {
        assertThat(eve.take()).startsWith("44{").contains("\"bad_token\"");
      }
    }
  }

  private static int handshake(EdgeRig at, String authorization) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + at.port() + "/socket.io/?EIO=4&transport=polling");
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", authorization).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  @Test
  void who_says_nothing_of_itself_is_let_in_and_may_do_nothing_before_it_does() throws Exception {
    try (EventClient ada = EventClient.in(rig.port(), new JsonObject())) {
      JsonObject known = ada.ask("authenticate", rig.token("ada"));
      assertThat(known.getString("userId")).isEqualTo("ada");
      assertThat(ada.ask("joinRoom", "general").getString("status")).isEqualTo("ok");
    }
    try (EventClient eve = EventClient.in(rig.port(), new JsonObject())) {
      assertThat(eve.ask("joinRoom", "general").getString("code")).isEqualTo("unauthenticated");
      assertThat(eve.take()).as("and stays away").isEqualTo("41");
    }
  }
}
