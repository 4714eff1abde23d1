package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
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
}
