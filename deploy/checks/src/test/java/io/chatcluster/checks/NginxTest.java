package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A real nginx with what a site adds: TLS, counters, draining. The rest is tested with the local
/// cluster.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NginxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir private static Path directory;

  private List<StandIn> nodes = List.of();
  private Served nginx;
  private Visitor secure;
  private int plainPort;
  private int statusPort;

  @BeforeAll
  void startAll() throws IOException, GeneralSecurityException {
    Path program = Programs.required("nginx");
    List<Integer> ports = Served.freePorts(5);
    plainPort = ports.get(0);
    statusPort = ports.get(2);
    nodes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> new StandIn("n" + i, "127.0.1." + i, ports.get(3), ports.get(4)))
            .toList();
    copy("", "nginx.conf");
    for (Path file : Checkout.files("loadbalancer/conf.d", ".conf")) {
      copy("conf.d", "conf.d/" + file.getFileName());
    }
    copy("server.d", "optional/tls.conf");
    copy("server.d", "optional/listen-tls.conf");
    copy("http.d", "optional/status.conf");
    change("conf.d/listen.conf", "listen 80", "listen 127.0.0.1:" + plainPort);
    change("server.d/listen-tls.conf", "listen 443", "listen 127.0.0.1:" + ports.get(1));
    loopback6("conf.d/listen.conf", "80", plainPort);
    loopback6("server.d/listen-tls.conf", "443", ports.get(1));
    change("http.d/status.conf", "127.0.0.1:8089", "127.0.0.1:" + statusPort);
    // Fewer descriptors than on a server, and a log that an ordinary user may write.
    Files.writeString(directory.resolve("conf.d/capacity.conf"), "events {}\n");
    Files.writeString(
        directory.resolve("conf.d/paths.conf"),
        """
        access_log access.log chat;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        """);
    Files.writeString(directory.resolve("conf.d/upstreams.conf"), upstreams(ports.get(3)));
    certificate();
    nginx = new Served(directory.resolve("nginx.log"), ports.get(1), command(program));
    secure = Visitor.trusting(directory.resolve("tls/tls.crt"), ports.get(1));
  }

  private List<String> command(Path program) {
    return List.of(
        program.toString(),
        "-p",
        directory + "/",
        "-c",
        directory.resolve("nginx.conf").toString(),
        "-e",
        "stderr",
        "-g",
        "daemon off; pid nginx.pid;");
  }

  private String upstreams(int port) {
    String list =
        nodes.stream()
            .map(node -> node.id() + "=" + node.host() + ":" + port)
            .collect(Collectors.joining(","));
    return Programs.run(
            Map.of("CHAT_NODES", list),
            "/bin/sh",
            Checkout.file("loadbalancer/render-upstreams.sh").toString())
        .output();
  }

  private void copy(String into, String file) throws IOException {
    Path source = Checkout.file("loadbalancer").resolve(file);
    Files.createDirectories(directory.resolve(into));
    Files.copy(source, directory.resolve(into).resolve(source.getFileName()));
  }

  private void change(String file, String from, String to) throws IOException {
    Path path = directory.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  /// The line of IPv6 without its address; the test's machine may have none.
  private void loopback6(String file, String shipped, int port) throws IOException {
    if (Served.ipv6()) {
      change(file, "listen [::]:" + shipped, "listen [::1]:" + port);
    } else {
      change(file, "listen [::]:" + shipped, "# listen [::]:" + shipped);
    }
  }

  private void certificate() throws IOException {
    Files.createDirectories(directory.resolve("tls"));
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
            "-addext",
            "subjectAltName=DNS:localhost,IP:::1",
            "-keyout",
            directory.resolve("tls/tls.key").toString(),
            "-out",
            directory.resolve("tls/tls.crt").toString());
    assertThat(made.code()).as(made.output()).isZero();
  }

  @AfterAll
  void stopAll() {
    if (nginx != null) {
      nginx.close();
    }
    nodes.forEach(StandIn::close);
  }

  @AfterEach
  void nobodyDrains() {
    nodes.forEach(node -> node.drain(false));
    for (StandIn node : nodes) {
      await().atMost(PATIENCE).until(() -> secure.nodeOf(sid(node)).equals(node.id()));
    }
  }

  private static String sid(StandIn node) {
    return "/ws?sid=" + node.id() + ".0123456789abcdef";
  }

  @Test
  void a_websocket_comes_in_over_tls_and_goes_to_its_node() {
    for (StandIn node : nodes) {
      Visitor.Socket socket = secure.open(sid(node));

      assertThat(socket.node()).isEqualTo(node.id());
      assertThat(socket.echo("hello")).isEqualTo("hello");
      socket.abort();
    }
    assertThat(secure.seen("/page").getJsonObject("headers").getString("x-forwarded-proto"))
        .isEqualTo("https");
  }

  @Test
  void browsers_are_told_to_stay_with_https() {
    assertThat(secure.get("/page").headers().firstValue("strict-transport-security"))
        .hasValue("max-age=15768000");

    var plain = Visitor.plain(plainPort).get("/page?x=1");

    assertThat(plain.statusCode()).isEqualTo(308);
    assertThat(plain.headers().firstValue("location")).hasValue("https://localhost/page?x=1");
  }

  @Test
  void what_a_node_has_compressed_and_tagged_comes_through_as_it_is() {
    var text = secure.get("/app.js", "Accept-Encoding", "gzip").headers();

    assertThat(text.firstValue("content-encoding")).hasValue("gzip");
    assertThat(text.firstValue("vary")).hasValue("Accept-Encoding");
    assertThat(text.firstValue("etag")).hasValue(StandIn.TAG);
    var again = secure.get("/app.js", "Accept-Encoding", "gzip", "If-None-Match", StandIn.TAG);
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void answers_of_the_api_are_not_compressed() {
    var json = secure.get("/page", "Accept-Encoding", "gzip").headers();

    assertThat(json.firstValue("content-encoding")).isEmpty();
  }

  /// A page is two requests (`WebPageTest`), and one more for a guest's token.
  @Test
  void sixty_people_of_one_office_can_load_the_page_at_the_same_moment() {
    var statuses =
        IntStream.range(0, 60)
            .parallel()
            .boxed()
            .flatMap(_ -> Stream.of("/", "/icon.svg", "/api/guest"))
            .map(path -> secure.get(path).statusCode())
            .toList();

    assertThat(statuses).hasSize(180).containsOnly(200);
  }

  @Test
  void https_is_there_over_ipv6_too() {
    assumeTrue(Served.ipv6(), "this machine has no IPv6");

    assertThat(secure.at("[::1]").get("/page").statusCode()).isEqualTo(200);
    assertThat(Visitor.plain(plainPort).at("[::1]").get("/page").statusCode()).isEqualTo(308);
  }

  @Test
  void counters_are_on_a_port_of_their_own() {
    assertThat(Visitor.plain(statusPort).get("/status").body()).contains("Active connections:");
    assertThat(secure.seen("/status").getString("node")).startsWith("n");
  }

  @Test
  void a_handshake_that_a_draining_node_refuses_goes_to_another_at_once() {
    StandIn node = nodes.get(1);

    node.drain(true);

    for (int i = 0; i < 10; i++) {
      assertThat(secure.nodeOf(sid(node))).isNotEqualTo(node.id());
      assertThat(secure.nodeOf("/ws")).isNotEqualTo(node.id());
    }
  }

  @Test
  void drain_sh_takes_a_node_out_for_new_sessions_only() {
    Visitor.Socket old = secure.open("/ws?sid=n2.0");
    assertThat(old.node()).isEqualTo("n2");

    assertThat(drain("n2")).contains("draining: n2");

    await().atMost(PATIENCE).until(() -> nobodyNewOn("n2"));
    assertThat(secure.nodeOf("/ws?sid=n2.0")).isEqualTo("n2");
    assertThat(old.echo("still here")).isEqualTo("still here");
    assertThat(drain()).contains("draining: n2");

    old.abort();
    assertThat(drain("--undo", "n2")).contains("draining: none");
    await().atMost(PATIENCE).until(() -> secure.nodeOf("/ws").equals("n2"));
  }

  private boolean nobodyNewOn(String node) {
    return IntStream.range(0, 10).noneMatch(_ -> secure.nodeOf("/ws").equals(node));
  }

  @Test
  void drain_sh_refuses_what_would_leave_no_node() {
    String before = Checkout.text(directory.resolve("conf.d/upstreams.conf"));

    assertThat(drain("n9")).contains("not in CHAT_NODES");
    assertThat(Checkout.text(directory.resolve("conf.d/upstreams.conf"))).isEqualTo(before);
  }

  private String drain(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("/bin/sh");
    command.add(Checkout.file("loadbalancer/drain.sh").toString());
    command.addAll(List.of(arguments));
    Map<String, String> environment =
        Map.of(
            "CHAT_NGINX_DIRECTORY",
            directory.toString(),
            "CHAT_RELOAD",
            "kill -HUP " + nginx.pid());
    return Programs.run(environment, command).output();
  }
}
