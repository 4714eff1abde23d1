package io.chatcluster.engineio;

import static io.chatcluster.engineio.EngineClient.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sessions that begin over a WebSocket, on a real server.
class EngineWebSocketTest {

  private final EngineEcho echo = new EngineEcho(EngineEcho.CALM);
  private final EngineClient client = new EngineClient(echo);

  @AfterEach
  void stop() {
    client.close();
    echo.close();
  }

  private EngineSocket open() throws Exception {
    EngineSocket socket = client.socket(WEBSOCKET);
    assertThat(socket.next()).startsWith("0");
    return socket;
  }

  @Test
  void texts_go_both_ways() throws Exception {
    EngineSocket socket = open();

    socket.say("4hello");
    socket.say("4drei \u00fc");

    assertThat(socket.next()).isEqualTo("4hello");
    assertThat(socket.next()).isEqualTo("4drei \u00fc");
  }

  @Test
  void bytes_go_both_ways_as_they_are() throws Exception {
    EngineSocket socket = open();

    socket.say(new byte[] {1, 2, 3, 4});

    assertThat(socket.next()).isEqualTo("bytes:4");
    socket.say("bAQID");
    assertThat(socket.next()).as("in Base64, as some clients choose").isEqualTo("bytes:3");
  }

  @Test
  void a_message_that_is_no_packet_closes_the_session() throws Exception {
    for (String wrong : List.of("abc", "", "7", "b%%", "2", "0{}", "5")) {
      EngineSocket socket = open();

      socket.say(wrong);

      assertThat(socket.next()).as(wrong).startsWith("close");
      assertThat(echo.closed.poll(20, TimeUnit.SECONDS))
          .isIn(CloseCause.PARSE_ERROR, CloseCause.TRANSPORT_ERROR);
    }
    await().until(() -> echo.sessions() == 0);
  }

  @Test
  void a_message_above_max_payload_closes_with_1009_and_no_word() throws Exception {
    for (int over : new int[] {1, 100_000}) {
      EngineSocket text = open();
      EngineSocket bytes = open();

      say(() -> text.say("4" + "x".repeat(EngineEcho.CALM.maxPayload() - 1 + over)));
      say(() -> bytes.say(new byte[EngineEcho.CALM.maxPayload() + over]));

      assertThat(text.next()).isEqualTo("close 1009");
      assertThat(bytes.next()).isEqualTo("close 1009");
    }
  }

  @Test
  void a_single_frame_that_is_far_too_long_closes_with_1009_before_it_comes() throws Exception {
    byte[] header = {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 1, 2, 3, 4};
    try (Socket socket =
        client.raw(
            "GET",
            WEBSOCKET,
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "")) {
      assertThat(EngineClient.read(socket)).startsWith("HTTP/1.1 101 ");
      socket.getOutputStream().write(header);

      byte[] end = socket.getInputStream().readAllBytes();

      assertThat(HexFormat.of().formatHex(end)).contains("8802" + "03f1");
    }
  }

  @Test
  void a_text_that_is_not_utf8_closes_with_1007() throws Exception {
    byte[] frame = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', (byte) 0xC3};
    try (Socket socket =
        client.raw(
            "GET",
            WEBSOCKET,
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "")) {
      assertThat(EngineClient.read(socket)).startsWith("HTTP/1.1 101 ");
      socket.getOutputStream().write(frame);

      byte[] end = socket.getInputStream().readAllBytes();

      assertThat(HexFormat.of().formatHex(end)).contains("8802" + "03ef");
    }
  }

  /// The server need not read to the end of it.
  private static void say(Runnable saying) {
    try {
      saying.run();
    } catch (CompletionException _) {
      // It has closed already.
    }
  }

  @Test
  void a_message_of_max_payload_is_heard() throws Exception {
    EngineSocket socket = open();

    socket.say("4" + "x".repeat(EngineEcho.CALM.maxPayload() - 1));

    assertThat(socket.next()).hasSize(EngineEcho.CALM.maxPayload());
  }

  @Test
  void a_client_that_leaves_gets_its_socket_closed() throws Exception {
    EngineSocket socket = open();

    socket.say("1");

    assertThat(socket.next()).startsWith("close");
    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_CLOSE);
  }

  @Test
  void a_socket_that_breaks_closes_the_session() throws Exception {
    EngineSocket socket = open();

    socket.breaks();

    assertThat(echo.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCause.TRANSPORT_CLOSE);
    await().until(() -> echo.sessions() == 0);
  }

  @Test
  void what_this_side_said_before_it_closed_arrives() throws Exception {
    EngineSocket socket = open();

    socket.say("4bye");

    assertThat(socket.next()).isEqualTo("4last words");
    assertThat(socket.next()).isEqualTo("close 1000");
  }

  @Test
  void a_session_over_a_websocket_answers_no_polls() throws Exception {
    EngineSocket socket = client.socket(WEBSOCKET);
    String first = socket.next();
    String sid = first.substring(8, first.indexOf('"', 8));

    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(client.post(sid, "4hello").statusCode()).isEqualTo(400);
    socket.say("4still here");

    assertThat(socket.next()).isEqualTo("4still here");
  }
}
