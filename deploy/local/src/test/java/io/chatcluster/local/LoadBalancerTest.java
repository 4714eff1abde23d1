package io.chatcluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A real nginx with the shipped configuration in front of three processes that stand in for nodes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoadBalancerTest {
  private static final int NODES = 3;

  @TempDir private Path directory;

  private final Repository repository = Repository.find();
  private List<NodeProcess> nodes = List.of();
  private NginxServer nginx;
  private Browser browser;

  @BeforeAll
  void startAll() {
    var ports = Ports.free(2 * NODES);
    nodes =
        IntStream.range(0, NODES)
            .mapToObj(i -> standIn("n" + (i + 1), ports.get(i), ports.get(NODES + i)))
            .toList();
    nodes.parallelStream().forEach(NodeProcess::start);
    nginx = nginx("nginx", NginxLimits.generous());
    nginx.start();
  }

  @AfterAll
  void stopAll() {
    nginx.kill();
    nodes.forEach(NodeProcess::kill);
  }

  @BeforeEach
  void openBrowser() {
    nodes.forEach(NodeProcess::start);
    browser = new Browser(nginx.port());
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  private NodeProcess standIn(String id, int port, int managementPort) {
    var settings =
        new NodeSettings(
            id, port, managementPort, StandInNode.command(), Map.of(), directory.resolve(id));
    return new NodeProcess(settings, Duration.ofSeconds(5), Output.none());
  }

  private NginxServer nginx(String name, NginxLimits limits) {
    var addresses =
        nodes.stream().collect(Collectors.toMap(NodeProcess::name, NodeProcess::address));
    var settings =
        new NginxSettings(
            repository.loadBalancer(), directory.resolve(name), Ports.free(), addresses, limits);
    return new NginxServer(NginxBinary.find(repository, Output.none()), settings, Output.none());
  }

  private NodeProcess node(String id) {
    return nodes.stream().filter(node -> node.name().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void new_sessions_go_to_the_node_with_the_fewest() {
    var tabs = IntStream.range(0, 30).mapToObj(i -> browser.open("/ws")).toList();

    var counts =
        tabs.stream().collect(Collectors.groupingBy(Browser.Tab::node, Collectors.counting()));

    assertThat(counts).isEqualTo(Map.of("n1", 10L, "n2", 10L, "n3", 10L));
    tabs.forEach(Browser.Tab::abort);
  }

  @Test
  void a_session_comes_back_to_its_node() {
    for (int i = 0; i < 20; i++) {
      var id = "n" + (1 + i % NODES);

      var tab = browser.open("/ws?sid=" + id + ".0123456789abcdef");

      assertThat(tab.node()).isEqualTo(id);
    }
  }

  @Test
  void a_session_of_a_node_that_nobody_knows_goes_anywhere() {
    for (var sid : List.of("n9.0123", "n1", "xn1.0123", "", "%0a")) {
      assertThat(browser.open("/ws?sid=" + sid).session()).matches("n[123]\\..+");
    }
  }

  @Test
  void a_killed_node_is_no_error_for_new_work_and_gets_its_share_when_it_is_back()
      throws IOException, InterruptedException {
    node("n2").kill();

    for (int i = 0; i < 30; i++) {
      assertThat(browser.get("/page").statusCode()).isEqualTo(200);
      var post = browser.request("/api/guest").POST(BodyPublishers.ofString("{}"));
      assertThat(browser.send(post).statusCode()).isEqualTo(200);
      assertThat(browser.open("/ws").node()).isNotEqualTo("n2");
      assertThat(browser.open("/ws?sid=n2.0123").node()).isNotEqualTo("n2");
    }

    node("n2").start();
    await().atMost(Duration.ofSeconds(10)).until(() -> browser.open("/ws").node().equals("n2"));
  }

  @Test
  void requests_running_on_a_node_while_it_is_killed_are_no_502() throws InterruptedException {
    var statuses = new ConcurrentHashMap<Integer, Integer>();
    var killed = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        threads.execute(
            () -> {
              for (int sent = 0; sent < 100 || !killed.get(); sent++) {
                statuses.merge(status("/page"), 1, Integer::sum);
              }
            });
      }
      node("n3").kill();
      killed.set(true);
    }

    assertThat(statuses).containsOnlyKeys(200);
  }

  private int status(String path) {
    try {
      return browser.get(path).statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Test
  void a_session_that_moved_does_not_flip_back_when_its_old_node_returns() {
    var first = browser.open("/ws?sid=n1.0123");
    assertThat(first.node()).isEqualTo("n1");
    node("n1").kill();
    var moved =
        IntStream.range(0, 10).mapToObj(i -> browser.open("/ws?sid=" + first.session())).toList();

    node("n1").start();

    for (var tab : moved) {
      assertThat(tab.node()).isNotEqualTo("n1");
      assertThat(tab.echo("still here")).isEqualTo("still here");
      assertThat(browser.open("/ws?sid=" + tab.session()).node()).isEqualTo(tab.node());
    }
  }

  @Test
  void a_reload_keeps_every_socket() {
    var tabs = IntStream.range(0, 20).mapToObj(i -> browser.open("/ws")).toList();
    var before = workers();

    nginx.reload();

    // The old workers live on with their sockets, beside the new ones.
    await().atMost(Duration.ofSeconds(10)).until(() -> workers().size() > before.size());
    for (var tab : tabs) {
      assertThat(tab.echo("hello")).isEqualTo("hello");
      assertThat(browser.open("/ws?sid=" + tab.session()).node()).isEqualTo(tab.node());
    }
    tabs.forEach(Browser.Tab::abort);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> workers().stream().noneMatch(before::contains));
  }

  private List<Long> workers() {
    return ProcessHandle.of(nginx.pid()).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> child.info().command().orElse("").endsWith("nginx"))
        .map(ProcessHandle::pid)
        .toList();
  }

  @Test
  void no_query_string_gets_into_the_access_log() throws IOException, InterruptedException {
    browser.get("/page?token=HIDDEN1");
    browser.send(browser.request("/page").header("Referer", "http://x/?token=HIDDEN2"));
    browser.open("/ws?sid=n1.HIDDEN3").abort();

    await().atMost(Duration.ofSeconds(10)).until(() -> log().contains("\"path\":\"/ws\""));
    for (var line : log().lines().toList()) {
      assertThat(new JsonObject(line).getString("path")).startsWith("/");
    }
    assertThat(log()).contains("\"path\":\"/page\"").doesNotContain("HIDDEN");
  }

  private String log() throws IOException {
    return Files.readString(nginx.accessLog());
  }

  @Test
  void the_management_port_cannot_be_reached() throws IOException, InterruptedException {
    for (var path :
        List.of("/live", "/ready", "/metrics", "//metrics", "/x/../metrics", "/%6detrics")) {
      var response = browser.get(path);

      assertThat(response.statusCode()).as(path).isEqualTo(404);
    }
    for (var node : nodes) {
      var port = String.valueOf(node.managementPort());
      assertThat(Files.readString(directory.resolve("nginx/conf.d/upstreams.conf")))
          .contains(node.address())
          .doesNotContain(port);
    }
  }

  @Test
  void what_a_client_claims_about_itself_is_not_passed_on()
      throws IOException, InterruptedException {
    var response =
        browser.send(
            browser
                .request("/page")
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Proto", "https")
                .header("X-Real-IP", "6.6.6.6")
                .header("Forwarded", "for=6.6.6.6"));

    var headers = new JsonObject(response.body()).getJsonObject("headers");
    assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
    assertThat(headers.getString("host")).isEqualTo("127.0.0.1:" + nginx.port());
    assertThat(headers.encode()).doesNotContain("6.6.6.6");
  }

  @Test
  void only_websockets_can_upgrade() throws IOException {
    var response =
        RawRequest.send(
            nginx.port(),
            """
            GET /page HTTP/1.1\r
            Host: x\r
            Connection: Upgrade, HTTP2-Settings\r
            Upgrade: h2c\r
            HTTP2-Settings: AAMAAABkAAQAAP__\r
            \r
            """,
            "}}");

    assertThat(response).startsWith("HTTP/1.1 200").doesNotContain("\"upgrade\"");
  }

  @Test
  void connections_to_the_nodes_are_used_again() throws IOException, InterruptedException {
    var connections =
        IntStream.range(0, 60)
            .mapToObj(i -> json("/page"))
            .collect(
                Collectors.groupingBy(
                    seen -> seen.getInteger("connection"), Collectors.counting()));

    // At most one for each worker and node, and a few for the workers' first requests.
    assertThat(connections).hasSizeLessThan(30);
  }

  private JsonObject json(String path) {
    try {
      return new JsonObject(browser.get(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_body_beyond_the_protocol_is_refused() throws IOException, InterruptedException {
    var large = browser.request("/api/guest").POST(BodyPublishers.ofString("x".repeat(70_000)));

    assertThat(browser.send(large).statusCode()).isEqualTo(413);
  }

  @Test
  void half_a_request_is_cut_after_five_seconds() throws IOException {
    var begun = System.nanoTime();

    RawRequest.send(nginx.port(), "GET /page HTTP/1.1\r\nHost: x\r\n", "never");

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
  }

  @Test
  void one_address_gets_429_above_its_limits() throws IOException, InterruptedException {
    var strict = nginx("strict", new NginxLimits(3, 1_000, 1, 5));
    strict.start();
    try (var many = new Browser(strict.port())) {
      for (int i = 0; i < 3; i++) {
        many.open("/ws");
      }

      assertThat(refusal(() -> many.open("/ws"))).isEqualTo(429);
      var statuses =
          IntStream.range(0, 8)
              .mapToObj(i -> status(many))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(statuses).containsOnlyKeys(200, 429);
    } finally {
      strict.stop();
    }
  }

  private static int status(Browser browser) {
    try {
      return browser.get("/page").statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int refusal(Runnable handshake) {
    try {
      handshake.run();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  @Test
  void the_shipped_files_are_valid_as_they_are() throws IOException {
    var copy = directory.resolve("shipped");
    Files.createDirectories(copy.resolve("conf.d"));
    Files.copy(repository.loadBalancer().resolve("nginx.conf"), copy.resolve("nginx.conf"));
    try (var files = Files.list(repository.loadBalancer().resolve("conf.d"))) {
      for (var file : files.toList()) {
        // An ordinary user may not write there.
        var text = Files.readString(file).replace("/var/log/nginx", copy.toString());
        Files.writeString(copy.resolve("conf.d").resolve(file.getFileName()), text);
      }
    }

    var result =
        Executables.run(
            List.of(
                NginxBinary.find(repository, Output.none()).toString(),
                "-t",
                "-e",
                "stderr",
                "-p",
                copy + "/",
                "-c",
                copy.resolve("nginx.conf").toString(),
                "-g",
                "pid nginx.pid;"));

    assertThat(result.output()).contains("test is successful");
  }
}
