package io.chatcluster.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The native edge over real sockets: limits, liveness, order, drain.
class WsLoopTest {

  private static final String TOKEN = "Sec-WebSocket-Protocol: chat.v1, ada";

  private final WsRig rig = new WsRig();

  @AfterEach
  void end() {
    rig.close();
  }

  @Test
  void a_frame_that_is_too_long_is_answered_with_1009() {
    WebSocket client = rig.connected("ada");

    client.writeTextMessage("x".repeat(WsRig.MAX_FRAME + 1));

    rig.awaitClosed(client, 1009);
  }

  @Test
  void fragments_that_are_too_long_together_are_answered_with_1009() {
    WebSocket client = rig.connected("ada");
    String half = "x".repeat(WsRig.MAX_FRAME * 2 / 3);

    client.writeFrame(WebSocketFrame.textFrame(half, false));
    client.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(half), true));

    rig.awaitClosed(client, 1009);
  }

  @Test
  void a_frame_is_measured_in_bytes_and_not_in_characters() {
    WebSocket client = rig.connected("ada");

    client.writeTextMessage("é".repeat(WsRig.MAX_FRAME * 2 / 3));

    rig.awaitClosed(client, 1009);
  }

  @Test
  void a_frame_of_the_greatest_length_is_read() {
    WebSocket client = rig.connected("ada");
    String ping = "{\"type\":\"ping\",\"ref\":\"1\",\"pad\":\"\"}";

    client.writeTextMessage(
        ping.replace("\"\"", "\"" + "x".repeat(WsRig.MAX_FRAME - ping.length()) + "\""));

    rig.awaitText(client, "\"pong\"");
  }

  @Test
  void a_binary_frame_is_answered_with_1003() {
    WebSocket client = rig.connected("ada");

    client.writeBinaryMessage(Buffer.buffer("{}"));

    rig.awaitClosed(client, 1003);
  }

  @Test
  void a_defect_is_answered_and_costs_the_client_its_connection() {
    WebSocket client = rig.open(WsRig.ORIGIN);

    client.writeTextMessage("{\"type\":\"connect\",\"ref\":\"1\",\"token\":\"defect\"}");

    rig.awaitText(client, "\"internal\"");
    rig.awaitClosed(client, 1011);
    await().atMost(Duration.ofSeconds(5)).until(() -> rig.closed.contains("internal_error"));
    assertThat(rig.texts(client)).noneMatch(text -> text.contains("on purpose"));
  }

  @Test
  void a_foreign_origin_is_refused_with_403_and_told_why() {
    assertThatThrownBy(() -> rig.open("https://evil.example"))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class,
            e -> {
              assertThat(e.getStatus()).isEqualTo(403);
              assertThat(e.getBody().toString()).contains("does not accept pages of your origin");
            });
    assertThat(rig.admission.connections()).isZero();
  }

  @Test
  void a_full_node_refuses_and_has_room_again_when_somebody_goes() {
    List<WebSocket> all = new ArrayList<>();
    for (int i = 0; i < WsRig.MAX_CONNECTIONS; i++) {
      all.add(rig.open(WsRig.ORIGIN));
    }
    assertThatThrownBy(() -> rig.open(WsRig.ORIGIN))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(503));

    all.getFirst().close();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> rig.admission.connections() == WsRig.MAX_CONNECTIONS - 1);

    assertThat(rig.open(WsRig.ORIGIN).isClosed()).isFalse();
  }

  @Test
  void a_quiet_socket_outlives_the_time_of_a_handshake() {
    WebSocket client = rig.connected("ada");

    await()
        .during(Duration.ofMillis(3_500))
        .atMost(Duration.ofSeconds(6))
        .until(() -> !client.isClosed());
  }

  @Test
  void every_answered_ping_tells_how_long_the_way_is() {
    WebSocket client = rig.connected("ada");
    client.writeFrame(WebSocketFrame.pongFrame(Buffer.buffer()));

    await().atMost(Duration.ofSeconds(5)).until(() -> rig.roundTrips.size() == 2);

    assertThat(rig.roundTrips).allMatch(millis -> millis >= 0 && millis < 1_000);
  }

  // A step back once stopped the pings for as long as it was: nobody noticed dead sockets, and
  // load balancers cut the quiet ones.
  @Test
  void pings_go_on_when_the_clock_goes_back() throws IOException {
    WebSocket client = rig.connected("ada");
    rig.stepClock(-3_600_000);
    try (RawSocket _ = RawSocket.open(rig.port(), TOKEN)) {

      await().atMost(Duration.ofSeconds(9)).until(() -> rig.roundTrips.size() >= 2);
      await().atMost(Duration.ofSeconds(9)).until(() -> rig.closed.contains("ping_timeout"));
    }

    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void a_client_that_gives_no_sign_of_life_is_closed() throws IOException {
    try (RawSocket _ = RawSocket.open(rig.port(), TOKEN)) {

      await().atMost(Duration.ofSeconds(9)).until(() -> rig.closed.contains("ping_timeout"));
    }
  }

  // Found with a real client that read nothing: its close frame found no room, so it stayed.
  @Test
  void a_client_that_reads_nothing_is_gone_soon_after_it_was_closed() throws IOException {
    try (RawSocket deaf = RawSocket.open(rig.port(), TOKEN)) {
      deaf.send(RawSocket.frame(0x81, "{\"type\":\"join\",\"room\":\"general\"}"));

      while (rig.lagging() == 0) {
        rig.publish(50, 10_000);
        deaf.send(RawSocket.frame(0x8A, ""));
      }

      await().atMost(Duration.ofSeconds(9)).until(() -> !rig.closed.isEmpty());
    }
  }

  @Test
  void replies_and_messages_reach_a_client_in_order() {
    WebSocket client = rig.connected("ada");
    rig.join(client);
    for (int i = 0; i < 50; i++) {
      client.writeTextMessage(
          "{\"type\":\"chat\",\"ref\":\"m"
              + i
              + "\",\"room\":\"general\",\"message\":\"t"
              + i
              + "\"}");
      client.writeTextMessage("{\"type\":\"ping\",\"ref\":\"p" + i + "\"}");
    }

    rig.awaitText(client, "\"p49\"");
    await().atMost(Duration.ofSeconds(5)).until(() -> rig.messages(client).size() == 50);

    List<String> pongs =
        rig.texts(client).stream().filter(text -> text.contains("\"pong\"")).toList();
    for (int i = 0; i < 50; i++) {
      assertThat(rig.messages(client).get(i)).contains("\"t" + i + "\"");
      assertThat(pongs.get(i)).contains("\"p" + i + "\"");
    }
  }

  @Test
  void a_drain_sends_everybody_away_with_4503_in_slices() {
    List<WebSocket> all = new ArrayList<>();
    for (int i = 0; i < WsRig.MAX_CONNECTIONS; i++) {
      all.add(rig.connected("u" + i));
    }

    long millis = rig.drain(500);

    all.forEach(client -> rig.awaitClosed(client, 4503));
    all.forEach(client -> assertThat(rig.texts(client).getLast()).contains("\"drain\""));
    assertThat(millis).as("not all at once").isGreaterThan(300);
    assertThatThrownBy(() -> rig.open(WsRig.ORIGIN)).isInstanceOf(UpgradeRejectedException.class);
  }
}
