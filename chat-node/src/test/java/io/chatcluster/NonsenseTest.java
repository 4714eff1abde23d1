package io.chatcluster;

import static io.chatcluster.ws.RawSocket.frame;
import static io.chatcluster.ws.RawSocket.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatcluster.ws.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What anybody may send to any port leaves nothing behind: no series in the metrics, no lines in
/// the log, and a node that works.
///
/// Invented HTTP methods once made a dozen series each, for ever; an empty fragment a stack trace.
class NonsenseTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final EdgeRig rig = new EdgeRig(Map.of());

  @AfterEach
  void end() {
    rig.close();
  }

  /// Words that nobody has used before.
  private static final class Words {
    private final Random random;

    Words(long seed) {
      random = new Random(seed);
    }

    String next() {
      StringBuilder word = new StringBuilder("ZQ");
      for (int i = 0; i < 8; i++) {
        word.append((char) ('A' + random.nextInt(26)));
      }
      return word.toString();
    }

    int below(int bound) {
      return random.nextInt(bound);
    }

    byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
  }

  private static List<String> requests(Words words) {
    String w = words.next();
    List<String> all = new ArrayList<>();
    all.add(w + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    all.add("GET /" + w + " HTTP/1.1\r\nHost: x\r\n\r\n");
    all.add(
        "GET /?" + w + "=" + w + " HTTP/1.1\r\nHost: " + w + "\r\n" + w + ": " + w + "\r\n\r\n");
    all.add("GET http://" + w + "/" + w + " HTTP/1.1\r\nHost: x\r\n\r\n");
    all.add("GET * HTTP/1.1\r\nHost: x\r\n\r\n");
    all.add("GET /%zz%" + w + " HTTP/1.1\r\nHost: x\r\n\r\n");
    all.add("GET / HTTP/1.0\r\n\r\n");
    all.add("GET / HTTP/" + words.below(10) + "." + words.below(10) + "\r\nHost: x\r\n\r\n");
    all.add("GET / " + w + "\r\n\r\n");
    all.add(w + "\r\n\r\n");
    all.add("\0\1\2" + w + "\r\n\r\n");
    all.add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + w);
    all.add(
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "HTTP2-Settings: "
            + w
            + "\r\n\r\n");
    all.add("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: " + w + "\r\nConnection: Upgrade\r\n\r\n");
    all.add("POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{" + w);
    all.add("POST /api/guest HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + w);
    all.add("POST /" + w + " HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n");
    all.add("GET / HTTP/1.1\r\nHost: x\r\nExpect: " + w + "\r\nRange: bytes=" + w + "\r\n\r\n");
    all.add("GET / HTTP/1.1\r\nHost: x\r\nX: " + w.repeat(2_000) + "\r\n\r\n");
    all.add("GET /" + w.repeat(1_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    all.add(handshake("Origin: https://" + w + ".example"));
    all.add(handshake("Sec-WebSocket-Extensions: " + w, "Sec-WebSocket-Protocol: chat.v1, " + w));
    all.add(handshake().replace("13", w));
    all.add(handshake().replace("dGhl", w));
    all.add(handshake().replace("/ws", "/" + w));
    all.add(handshake().replace("GET", w));
    all.add(handshake().replace("HTTP/1.1", "HTTP/1.0"));
    return all;
  }

  private List<byte[]> frames(Words words) {
    String w = words.next();
    String connect =
        "{\"type\":\"connect\",\"token\":\"" + rig.token("u" + words.below(1_000_000)) + "\"}";
    List<byte[]> all = new ArrayList<>();
    for (int opcode = 0; opcode < 16; opcode++) {
      all.add(frame(0x80 | opcode, w));
      all.add(frame(opcode, w));
      all.add(frame(0xF0 | opcode, w));
    }
    for (String type : List.of("join", "leave", "history", "chat", "ping", w)) {
      all.add(
          both(
              frame(0x81, connect),
              frame(
                  0x81,
                  "{\"type\":\"%s\",\"ref\":\"%s\",\"room\":\"%s\",\"at\":\"%s\",\"message\":\"%s\"}"
                      .formatted(type, w, w, w, w))));
    }
    all.add(frame(0x81, "{\"type\":\"connect\",\"token\":\"" + w + "\"}"));
    all.add(both(frame(0x01, ""), frame(0x80, w)));
    all.add(both(frame(0x01, ""), frame(0x81, w)));
    int code = words.below(65_536);
    byte[] reason =
        ByteBuffer.allocate(12)
            .putShort((short) code)
            .put(w.getBytes(StandardCharsets.US_ASCII))
            .array();
    all.add(frame(0x88, reason));
    all.add(words.bytes(200));
    return all;
  }

  private static byte[] both(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private void send(Words words) throws IOException {
    for (String request : requests(words)) {
      for (int port : List.of(rig.port(), rig.managementPort())) {
        try (RawSocket socket = new RawSocket(port)) {
          socket.send(request).send(handshake().substring(0, 40)).finish();
          socket.ends(SOON);
        }
      }
    }
    for (byte[] frame : frames(words)) {
      try (RawSocket socket = RawSocket.open(rig.port())) {
        socket.send(frame).send(frame(0x88, "")).finish();
        assertThat(socket.ends(SOON)).as("the end of a socket").isTrue();
      }
    }
  }

  @Test
  void whatever_is_sent_to_a_port_makes_no_new_series_and_no_lines_in_the_log() throws IOException {
    send(new Words(1));
    Set<String> before = rig.series();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    List<Logger> loggers = new ArrayList<>();
    for (String name : List.of("ROOT", "io.netty", "io.vertx", "io.chatcluster.ws")) {
      loggers.add((Logger) LoggerFactory.getLogger(name));
    }
    loggers.forEach(logger -> logger.addAppender(lines));

    for (int seed = 2; seed < 6; seed++) {
      send(new Words(seed));
    }

    loggers.forEach(logger -> logger.detachAppender(lines));
    assertThat(rig.series())
        .as("series after nonsense")
        .isSubsetOf(before)
        .noneMatch(series -> series.contains("ZQ"));
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
        .as("lines for nonsense, but the few for refused origins")
        .hasSizeLessThan(3);
    try (RawSocket socket = RawSocket.open(rig.port())) {
      socket.send(frame(0x81, "{\"type\":\"connect\",\"token\":\"" + rig.token("ada") + "\"}"));
      assertThat(socket.text()).contains("\"connected\"");
    }
  }
}
