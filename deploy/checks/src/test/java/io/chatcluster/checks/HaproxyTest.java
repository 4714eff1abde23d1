package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A real HAProxy with the shipped configuration; only addresses are replaced.
///
/// The nodes have the same ports on different addresses of loopback, as they have on machines.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HaproxyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir private static Path directory;

  private List<StandIn> nodes = List.of();
  private Served haproxy;
  private Visitor visitor;
  private int managementPort;
  private int port;

  @BeforeAll
  void startAll() throws IOException {
    Path program = Programs.required("haproxy");
    List<Integer> ports = Served.freePorts(4);
    port = ports.get(0);
    managementPort = ports.get(1);
    nodes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> new StandIn("n" + i, "127.0.1." + i, ports.get(2), ports.get(3)))
            .toList();
    String text =
        Checkout.text("loadbalancer/haproxy/haproxy.cfg")
            .replace("bind :8080", "bind 127.0.0.1:" + ports.get(0))
            .replace("bind :8404", "bind 127.0.0.1:" + managementPort)
            .replace("bind :::8080", "bind ::1:" + ports.get(0))
            .replace("bind :::8404", "bind ::1:" + managementPort)
            // As CHAT_NO_IPV6 does.
            .replace("!defined(CHAT_NO_IPV6)", Served.ipv6() ? "1" : "0")
            .replace("/tmp/haproxy.sock", directory.resolve("haproxy.sock").toString())
            .replace("connect port 9090", "connect port " + ports.get(3));
    for (StandIn node : nodes) {
      text = text.replace(node.id() + ":8080", node.host() + ":" + ports.get(2));
    }
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(file, text);
    haproxy =
        new Served(
            directory.resolve("haproxy.log"),
            ports.get(0),
            List.of(program.toString(), "-db", "-f", file.toString()));
    visitor = Visitor.plain(ports.get(0));
    allTakeNewSessions();
  }

  @AfterAll
  void stopAll() {
    if (haproxy != null) {
      haproxy.close();
    }
    nodes.forEach(StandIn::close);
  }

  @AfterEach
  void allTakeNewSessions() {
    nodes.forEach(node -> node.live(true));
    nodes.forEach(node -> node.drain(false));
    await().atMost(PATIENCE).until(() -> metrics().lines().filter(HaproxyTest::isUp).count() == 3);
    for (StandIn node : nodes) {
      await().atMost(PATIENCE).until(() -> visitor.nodeOf(sid(node)).equals(node.id()));
    }
  }

  private static boolean isUp(String line) {
    return line.matches("haproxy_server_status\\{proxy=\"chat_nodes\",.*state=\"UP\"} 1");
  }

  private static String sid(StandIn node) {
    return "/ws?sid=" + node.id() + ".0123456789abcdef";
  }

  private String metrics() {
    return Visitor.plain(managementPort).get("/metrics").body();
  }

  @Test
  void new_sessions_go_to_the_node_with_the_fewest() {
    List<Visitor.Socket> sockets =
        IntStream.range(0, 30).mapToObj(_ -> visitor.open("/ws")).toList();

    assertThat(
            sockets.stream()
                .collect(Collectors.groupingBy(Visitor.Socket::node, Collectors.counting())))
        .isEqualTo(Map.of("n1", 10L, "n2", 10L, "n3", 10L));
    sockets.forEach(Visitor.Socket::abort);
  }

  @Test
  void a_session_comes_back_to_its_node() {
    for (StandIn node : nodes) {
      assertThat(visitor.nodeOf(sid(node))).isEqualTo(node.id());
    }
    assertThat(visitor.nodeOf("/ws?sid=n9.0")).matches("n[123]");
  }

  @Test
  void polling_comes_to_its_node_as_often_as_it_likes() throws IOException {
    String io = "/socket.io/?EIO=4&transport=polling";
    for (StandIn node : nodes) {
      String sid = "&sid=" + node.id() + ".0123456789abcdef";
      for (int i = 0; i < 300; i++) {
        assertThat(visitor.seen(io + sid).getString("node")).isEqualTo(node.id());
      }
      assertThat(visitor.post(io + sid, 70_000).body()).contains("\"node\":\"" + node.id());
      assertThat(statusOf(io + sid, 90_000)).isEqualTo("413");
      assertThat(visitor.nodeOf(io.replace("polling", "websocket") + sid)).isEqualTo(node.id());
    }
    assertThat(visitor.seen(io).getString("node")).matches("n[123]");
    assertThat(statusOf("/api/guest", 70_000)).as("elsewhere").isEqualTo("413");
    await().atMost(PATIENCE).until(() -> paths().contains("/socket.io/"));
    assertThat(haproxy.log()).doesNotContain("0123456789abcdef");
  }

  /// The status for a body of which only the beginning is sent: the rest would meet a closed door.
  private String statusOf(String path, int length) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length;
      String sent = head + "\r\n\r\n" + "x".repeat(17_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8)
          .substring(9);
    }
  }

  @Test
  void a_node_that_drains_keeps_its_sockets_and_gets_no_new_ones() {
    StandIn node = nodes.get(1);
    Visitor.Socket old = visitor.open(sid(node));

    node.drain(true);

    for (int i = 0; i < 10; i++) {
      assertThat(visitor.nodeOf("/ws")).isNotEqualTo(node.id());
      assertThat(visitor.nodeOf(sid(node))).isNotEqualTo(node.id());
    }
    // Longer than HAProxy takes to call a node dead.
    await()
        .during(Duration.ofSeconds(4))
        .atMost(PATIENCE)
        .until(() -> old.echo("still here").equals("still here"));
    old.abort();
  }

  @Test
  void the_sockets_of_a_node_that_stands_still_are_let_go() {
    StandIn node = nodes.get(2);
    Visitor.Socket old = visitor.open(sid(node));

    node.live(false);

    await().atMost(Duration.ofSeconds(8)).until(old::isOver);
    assertThat(visitor.nodeOf(sid(node))).isNotEqualTo(node.id());
  }

  @Test
  void a_node_is_drained_at_run_time_and_comes_back() throws IOException {
    StandIn node = nodes.get(0);
    Visitor.Socket old = visitor.open(sid(node));

    command("set server chat_nodes/n1 state drain");

    for (int i = 0; i < 10; i++) {
      assertThat(visitor.nodeOf("/ws")).isNotEqualTo("n1");
    }
    assertThat(old.echo("still here")).isEqualTo("still here");
    old.abort();
    command("set server chat_nodes/n1 state ready");
    await().atMost(PATIENCE).until(() -> visitor.nodeOf("/ws").equals("n1"));
  }

  private void command(String text) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("haproxy.sock"));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(address);
      channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
      assertThat(channel.read(ByteBuffer.allocate(1_000))).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void the_lines_for_tls_are_valid_when_they_are_uncommented() throws IOException {
    Path pem = directory.resolve("chat.pem");
    var made =
        Programs.run(
            Map.of(),
            Programs.required("openssl").toString(),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-keyout",
            pem.toString(),
            "-out",
            pem + ".crt");
    assertThat(made.code()).as(made.output()).isZero();
    Files.writeString(pem, Files.readString(pem) + Files.readString(Path.of(pem + ".crt")));
    Path file = directory.resolve("tls.cfg");
    String text =
        Checkout.text("loadbalancer/haproxy/haproxy.cfg")
            .replaceAll(
                "(?m)^    # (bind :+8443|http-request redirect|http-response set-header)", "    $1")
            .replace("/etc/chat/tls/chat.pem", pem.toString());
    Files.writeString(file, text);

    var result =
        Programs.run(
            Map.of(), Programs.required("haproxy").toString(), "-c", "-f", file.toString());

    assertThat(text)
        .contains(
            "\n    bind :::8443 v6only ssl",
            "\n    bind :8443 ssl",
            "\n    http-request redirect scheme https");
    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void what_a_client_claims_about_itself_is_not_passed_on() {
    var headers =
        visitor
            .seen("/page", "X-Forwarded-For", "6.6.6.6", "Forwarded", "for=6.6.6.6")
            .getJsonObject("headers");

    assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(headers.encode()).doesNotContain("6.6.6.6");
  }

  @Test
  void the_management_port_cannot_be_reached_and_the_log_has_no_query_string() {
    assertThat(visitor.get("/metrics").statusCode()).isEqualTo(404);
    assertThat(visitor.get("/page?token=HIDDEN").statusCode()).isEqualTo(200);
    assertThat(visitor.get("/page%22?token=HIDDEN").statusCode()).isEqualTo(200);
    nodes.forEach(node -> node.live(false));
    await().atMost(PATIENCE).until(() -> visitor.get("/down?HIDDEN").statusCode() == 503);

    await().atMost(PATIENCE).until(() -> paths().containsAll(List.of("/page", "/down")));
    assertThat(haproxy.log()).doesNotContain("HIDDEN");
  }

  /// What would end the text early, or be no JSON, is escaped.
  @Test
  void every_line_of_the_log_is_json_whatever_a_client_asks_for() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head = "GET /a\",\"b\\c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }

    await().atMost(PATIENCE).until(() -> paths().contains("/a\",\"b\\c"));
  }

  private List<String> paths() {
    return haproxy
        .log()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> new JsonObject(line).getString("path"))
        .toList();
  }

  @Test
  void what_a_node_has_compressed_and_tagged_comes_through_as_it_is() {
    var text = visitor.get("/app.js", "Accept-Encoding", "gzip").headers();

    assertThat(text.firstValue("content-encoding")).hasValue("gzip");
    assertThat(text.firstValue("etag")).hasValue(StandIn.TAG);
    var again = visitor.get("/app.js", "Accept-Encoding", "gzip", "If-None-Match", StandIn.TAG);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(
            visitor
                .get("/page", "Accept-Encoding", "gzip")
                .headers()
                .firstValue("content-encoding"))
        .isEmpty();
  }

  @Test
  void clients_come_in_over_ipv6_too_and_the_node_learns_their_address() {
    assumeTrue(Served.ipv6(), "this machine has no IPv6");

    var headers = visitor.at("[::1]").seen("/page").getJsonObject("headers");

    assertThat(headers.getString("x-forwarded-for")).isEqualTo("::1");
    assertThat(visitor.at("[::1]").nodeOf("/ws")).matches("n[123]");
  }

  /// The pieces come often enough for a timeout between them; the whole does not.
  @Test
  void a_body_that_comes_byte_by_byte_is_cut_after_five_seconds() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(200);
      String head = "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      StringBuilder answer = new StringBuilder();

      await().atMost(PATIENCE).until(() -> answers(socket, answer));

      assertThat(answer.toString()).startsWith("HTTP/1.1 408");
    }
  }

  /// Listens, and then sends the next byte: what came before a reset is not missed.
  private static boolean answers(Socket socket, StringBuilder answer) throws IOException {
    try {
      for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
        answer.append((char) c);
      }
      return true;
    } catch (SocketTimeoutException e) {
      drop(socket);
      return false;
    } catch (SocketException e) {
      // A reset is an end too.
      return true;
    }
  }

  private static void drop(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(' ');
    } catch (SocketException e) {
      // Whoever listens next is told.
    }
  }

  @Test
  void one_address_gets_429_above_its_limit() {
    List<Visitor.Socket> sockets =
        IntStream.range(0, 195).mapToObj(_ -> visitor.open("/ws")).toList();

    assertThat(IntStream.range(0, 10).map(_ -> visitor.status("/ws?again")).boxed().toList())
        .contains(101);
    List<Visitor.Socket> more = IntStream.range(0, 5).mapToObj(_ -> visitor.open("/ws")).toList();
    assertThat(visitor.status("/ws")).isEqualTo(429);
    sockets.forEach(Visitor.Socket::abort);
    more.forEach(Visitor.Socket::abort);
  }
}
