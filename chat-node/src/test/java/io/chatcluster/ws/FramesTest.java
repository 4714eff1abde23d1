package io.chatcluster.ws;

import static io.chatcluster.ws.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// RFC 6455 by hand: which frames end a connection, and with which code.
///
/// All of it was once answered with 1009, or with a text that nobody had written.
class FramesTest {

  private static final WsRig RIG = new WsRig();
  private static final String PING = "{\"type\":\"ping\",\"ref\":\"x\"}";

  @AfterAll
  static void end() {
    RIG.close();
  }

  private static byte[] all(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] closing(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.ISO_8859_1);
    return frame(
        0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  private static Stream<Arguments> broken() {
    Stream<Arguments> reserved =
        IntStream.of(0xC1, 0xA1, 0x91, 0xF1, 0xC9, 0x83, 0x84, 0x85, 0x86, 0x87, 0x8B, 0x8C, 0x8F)
            .mapToObj(
                first ->
                    Arguments.of("first byte " + Integer.toHexString(first), frame(first, "x")));
    return Stream.concat(
        reserved,
        Stream.of(
            Arguments.of("a frame without a mask", hex("81 02 7b 7d")),
            Arguments.of("a ping without a mask", hex("89 00")),
            Arguments.of("a ping in fragments", frame(0x09, "x")),
            Arguments.of("a close in fragments", frame(0x08, new byte[] {3, (byte) 0xE8})),
            Arguments.of("a ping that is too long", frame(0x89, "x".repeat(126))),
            Arguments.of("a continuation of nothing", frame(0x80, "x")),
            Arguments.of("a text in a text", all(frame(0x01, "{"), frame(0x81, PING))),
            Arguments.of("a continuation of a whole", all(frame(0x81, PING), frame(0x80, "x"))),
            Arguments.of("a length that could be shorter", hex("81 fe 00 05 00000000 68656c6c6f")),
            Arguments.of("a length below nought", hex("81 ff 8000000000000000 00000000")),
            Arguments.of("a close of one byte", frame(0x88, "x"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void broken(String what, byte[] bytes) throws IOException {
    assertThat(codeFor(bytes)).as(what).isEqualTo(1002);
  }

  private static int codeFor(byte[] bytes) throws IOException {
    try (RawSocket socket = RawSocket.open(RIG.port(), "Sec-WebSocket-Protocol: chat.v1, ada")) {
      return socket.send(bytes).closeCode();
    }
  }

  private static Stream<Arguments> noText() {
    return Stream.of(
            "ff fe",
            "c0 af",
            "c0 80",
            "e0 80 af",
            "ed a0 80",
            "ed a0 bd ed b8 80",
            "f4 90 80 80",
            "f8 88 80 80 80",
            "80",
            "63 61 66 e9")
        .flatMap(
            digits -> {
              byte[] start = "{\"type\":\"ping\",\"ref\":\"".getBytes(StandardCharsets.UTF_8);
              byte[] bad = hex(digits);
              byte[] last = "\"}".getBytes(StandardCharsets.UTF_8);
              return Stream.of(
                  Arguments.of(digits, frame(0x81, all(start, bad, last))),
                  Arguments.of(
                      digits + " in fragments, the last of which never comes",
                      all(frame(0x01, start), frame(0x00, all(bad, last)))));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noText")
  void what_is_not_utf_8_is_answered_with_1007_as_soon_as_it_comes(String what, byte[] bytes)
      throws IOException {
    assertThat(codeFor(bytes)).as(what).isEqualTo(1007);
  }

  @Test
  void a_text_that_ends_inside_a_character_is_answered_with_1007() throws IOException {
    assertThat(codeFor(frame(0x81, all(PING.getBytes(StandardCharsets.UTF_8), hex("e2 82")))))
        .isEqualTo(1007);
    assertThat(codeFor(all(frame(0x01, hex("e2 82")), frame(0x80, "")))).isEqualTo(1007);
    assertThat(codeFor(closing(1000, "\u00e2\u0082"))).isEqualTo(1007);
    assertThat(codeFor(closing(1000, "\u00ff"))).isEqualTo(1007);
  }

  @Test
  void a_text_may_hold_the_character_that_replaces_others() throws IOException {
    try (RawSocket socket = RawSocket.open(RIG.port(), "Sec-WebSocket-Protocol: chat.v1, ada")) {
      assertThat(socket.text()).contains("connected");
      socket.send(frame(0x81, "{\"type\":\"ping\",\"ref\":\"\uFFFD\"}"));
      assertThat(socket.text()).contains("\"pong\"", "\uFFFD");
    }
  }

  @Test
  void fragments_may_be_empty_cut_characters_and_have_pings_between_them() throws IOException {
    byte[] smile = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    try (RawSocket socket = RawSocket.open(RIG.port(), "Sec-WebSocket-Protocol: chat.v1, ada")) {
      assertThat(socket.text()).contains("connected");
      socket.send(
          all(
              frame(0x01, ""),
              frame(0x00, "{\"type\":\"ping\",\"ref\":\""),
              frame(0x00, new byte[] {smile[0], smile[1]}),
              frame(0x89, "p"),
              frame(0x00, new byte[] {smile[2]}),
              frame(0x00, ""),
              frame(0x80, all(new byte[] {smile[3]}, "\"}".getBytes(StandardCharsets.UTF_8)))));

      assertThat(socket.next(10)).isEqualTo(new byte[] {'p'});
      assertThat(socket.text()).contains("\"pong\"", "\uD83D\uDE00");
    }
  }

  @Test
  void what_is_too_long_is_answered_with_1009_before_it_has_come() throws IOException {
    assertThat(codeFor(hex("81 ff 7fffffffffffffff 00000000"))).isEqualTo(1009);
    assertThat(codeFor(hex("81 ff 0000000100000000 00000000"))).isEqualTo(1009);
    byte[] half = frame(0x01, "x".repeat(WsRig.MAX_FRAME * 2 / 3));
    byte[] rest = frame(0x00, "x".repeat(WsRig.MAX_FRAME * 2 / 3));
    assertThat(codeFor(all(half, rest))).isEqualTo(1009);
  }

  @Test
  void binary_messages_are_answered_with_1003() throws IOException {
    assertThat(codeFor(frame(0x82, "x"))).isEqualTo(1003);
    assertThat(codeFor(frame(0x82, ""))).isEqualTo(1003);
    assertThat(codeFor(all(frame(0x02, "x"), frame(0x80, "y")))).isEqualTo(1003);
  }

  @Test
  void a_close_is_answered_with_its_own_code_where_that_may_be_sent() throws IOException {
    for (int code : new int[] {1000, 1001, 1003, 1007, 1011, 1012, 1014, 3000, 4000, 4999}) {
      assertThat(codeFor(closing(code, "bye"))).isEqualTo(code);
    }
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 32_768, 65_535}) {
      assertThat(codeFor(closing(code, ""))).as("%d", code).isEqualTo(1002);
    }
    assertThat(codeFor(frame(0x88, ""))).isEqualTo(1005);
  }

  @Test
  void nothing_is_done_after_a_close() throws IOException {
    try (RawSocket socket = RawSocket.open(RIG.port(), "Sec-WebSocket-Protocol: chat.v1, ada")) {
      assertThat(socket.text()).contains("connected");
      socket.send(all(closing(1000, ""), frame(0x89, "p"), frame(0x81, PING)));

      // The close frame, and nothing but the end after it.
      assertThat(socket.head().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(hex("88 02 03 e8"));
    }
  }

  // All of it was read once, as quickly as it came, for as long as the end took.
  @Test
  void who_sends_on_and_on_after_the_end_is_not_read() throws Exception {
    byte[] ping = frame(0x89, "x".repeat(125));
    byte[] pings = new byte[ping.length * 500];
    for (int i = 0; i < pings.length; i += ping.length) {
      System.arraycopy(ping, 0, pings, i, ping.length);
    }
    for (byte[] end : List.of(new byte[0], frame(0x83, ""), frame(0x82, ""))) {
      try (RawSocket socket = RawSocket.open(RIG.port())) {
        socket.send(end);

        // What the system holds for both is some megabytes.
        assertThat(socket.flood(pings, 200L << 20, Duration.ofSeconds(4))).isLessThan(20 << 20);
      }
    }
  }

  private static Stream<Arguments> handshakes() {
    String good = RawSocket.handshake();
    return Stream.of(
        Arguments.of(101, good),
        Arguments.of(101, good.replace("Connection: Upgrade", "connection: keep-alive, upgrade")),
        Arguments.of(426, good.replace("Version: 13", "Version: 12")),
        Arguments.of(426, good.replace("Version: 13", "Version: 8")),
        Arguments.of(426, good.replace("Version: 13", "Version: 13, 8")),
        Arguments.of(426, good.replace("Sec-WebSocket-Version: 13\r\n", "")),
        Arguments.of(426, good.replace("Upgrade: websocket\r\n", "")),
        Arguments.of(400, good.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")),
        Arguments.of(400, good.replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j")),
        Arguments.of(400, good.replace("dGhlIHNhbXBsZSBub25jZQ==", "!GhlIHNhbXBsZSBub25jZQ==")),
        Arguments.of(400, good.replace("Connection: Upgrade", "Connection: close")),
        Arguments.of(400, good.replace("HTTP/1.1", "HTTP/1.0")),
        Arguments.of(400, good.replace("Host: localhost\r\n", "")),
        Arguments.of(400, good.replace("Host:", "Content-Length: 2\r\nHost:") + "{}"),
        Arguments.of(405, good.replace("GET", "POST")),
        Arguments.of(405, good.replace("GET", "PUT")),
        Arguments.of(405, good.replace("GET", "HEAD")),
        Arguments.of(404, good.replace("/ws", "/wss")));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("handshakes")
  void only_a_good_handshake_gets_a_101(int status, String request) throws IOException {
    try (RawSocket socket = new RawSocket(RIG.port())) {
      String head = socket.send(request).head();

      assertThat(head).as(request).startsWith("HTTP/1.").contains(" " + status + " ");
      assertThat(head.contains("ebSocket-Version: 13")).isEqualTo(status == 426);
    }
  }
}
