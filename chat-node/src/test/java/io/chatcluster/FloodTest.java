package io.chatcluster;

import static io.chatcluster.ws.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.ws.RawSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What strangers can make a node keep, on a node with little: 64 MB of heap and as much other
/// memory, which ends when it runs out of either.
///
/// Pings without a reader of the pongs once took 4 GB in 20 s, and no token.
class FloodTest {

  private static final int SOCKETS = 20;

  /// Far more than a node could keep for all of them.
  private static final long FAR_TOO_MUCH = 20L << 20;

  /// After so long a node that takes nothing will take nothing more.
  private static final Duration A_WHILE = Duration.ofMillis(1_500);

  private Process process;
  private BufferedReader output;
  private int port;
  private String token;

  @BeforeEach
  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-cp",
                System.getProperty("java.class.path"),
                FloodedNode.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null && !line.startsWith(FloodedNode.READY)) {
      line = output.readLine();
    }
    assertThat(line).as("the line of a node that has started").isNotNull();
    String[] words = line.substring(FloodedNode.READY.length()).split(" ", 2);
    port = Integer.parseInt(words[0]);
    token = words[1];
  }

  @AfterEach
  void end() throws InterruptedException {
    process.destroyForcibly().waitFor(9, TimeUnit.SECONDS);
  }

  private String connect() {
    return "{\"type\":\"connect\",\"token\":\"" + token + "\"}";
  }

  private static byte[] many(byte[] piece) {
    byte[] all = new byte[piece.length * (1 + 65_536 / piece.length)];
    for (int i = 0; i < all.length; i += piece.length) {
      System.arraycopy(piece, 0, all, i, piece.length);
    }
    return all;
  }

  /// Strangers of this kind do that.
  private void flood(Opener opener, byte[] piece) throws Exception {
    List<RawSocket> sockets = new ArrayList<>();
    List<Thread> senders = new ArrayList<>();
    byte[] pieces = many(piece);
    for (int i = 0; i < SOCKETS; i++) {
      RawSocket socket = opener.open();
      sockets.add(socket);
      senders.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      socket.flood(pieces, FAR_TOO_MUCH, A_WHILE);
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    aPersonCanTalk();
    for (RawSocket socket : sockets) {
      socket.close();
    }
    aPersonCanTalk();
  }

  private interface Opener {
    RawSocket open() throws IOException;
  }

  private RawSocket request(String text) throws IOException {
    return new RawSocket(port).send(text);
  }

  private RawSocket stranger() throws IOException {
    return RawSocket.open(port);
  }

  private RawSocket known() throws IOException {
    return RawSocket.open(port, "Sec-WebSocket-Protocol: chat.v1, " + token);
  }

  private void aPersonCanTalk() {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () -> {
              try (RawSocket socket = RawSocket.open(port)) {
                socket.send(frame(0x81, connect()));
                return socket.text().contains("\"connected\"");
              }
            });
    assertThat(process.isAlive()).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void pings_without_a_token_and_without_a_reader_of_the_pongs() throws Exception {
    flood(this::stranger, frame(0x89, "x".repeat(125)));
    flood(this::stranger, frame(0x89, ""));
  }

  @Test
  void empty_fragments_without_an_end() throws Exception {
    flood(() -> stranger().send(frame(0x01, "")), frame(0x00, ""));
    flood(this::known, frame(0x01, ""));
  }

  @Test
  void all_kinds_of_frames_after_the_end() throws Exception {
    flood(() -> stranger().send(frame(0x88, "")), frame(0x89, "x".repeat(125)));
    flood(() -> stranger().send(frame(0x82, "")), frame(0x81, "x".repeat(125)));
    flood(() -> stranger().send(frame(0x83, "")), frame(0x83, "x".repeat(125)));
  }

  @Test
  void commands_whose_answers_nobody_reads() throws Exception {
    flood(this::known, frame(0x81, "{\"type\":\"ping\",\"ref\":\"" + "r".repeat(60) + "\"}"));
    flood(this::known, frame(0x81, "{\"type\":\"leave\",\"room\":\"general\"}"));
    flood(this::known, frame(0x81, "{\"type\":\"connect\",\"token\":\"x\"}"));
  }

  @Test
  void requests_whose_answers_nobody_reads() throws Exception {
    flood(() -> request(""), bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    flood(() -> request(""), bytes("G / HTTP/1.1\r\n\r\n"));
    flood(
        () -> request(""),
        bytes("POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"));
  }

  @Test
  void headers_and_bodies_without_an_end() throws Exception {
    flood(() -> request("GET / HTTP/1.1\r\n"), bytes("a:\r\n"));
    flood(() -> request("GET /"), bytes("aaaaaaaaaaaaaaaa"));
    String post = "POST /api/guest HTTP/1.1\r\nHost: x\r\n";
    flood(() -> request("GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"), new byte[99]);
    flood(() -> request(post + "Transfer-Encoding: chunked\r\n\r\n"), bytes("1\r\nx\r\n"));
  }
}
