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
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What gets through a real nginx with the shipped configuration, and what does not: headers,
/// upgrades, limits, timeouts, the access log.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoadBalancerEdgeTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir private static Path directory;

  private final Repository repository = Repository.find();
  private BalancedStandIns standIns;
  private NginxServer nginx;
  private Browser browser;

  @BeforeAll
  void startAll() {
    standIns = BalancedStandIns.in(directory);
    nginx = standIns.nginx("nginx");
  }

  @AfterAll
  void stopAll() {
    standIns.close();
  }

  @BeforeEach
  void openBrowser() {
    browser = new Browser(nginx.port());
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  @Test
  void no_query_string_gets_into_the_access_log() throws IOException, InterruptedException {
    browser.get("/page?token=HIDDEN1");
    browser.send(browser.request("/page").header("Referer", "http://x/?token=HIDDEN2"));
    browser.open("/ws?sid=n1.HIDDEN3").abort();

    await().atMost(BOUND).until(() -> log().contains("\"path\":\"/ws\""));
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
    for (var node : standIns.nodes()) {
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
  void the_client_is_who_a_trusted_proxy_in_front_says() throws IOException, InterruptedException {
    // As the file tells its reader to: the three lines without their comment signs.
    var source =
        changed(
            "behind-a-proxy-source",
            "conf.d/realip.conf",
            text ->
                text.replace("# set_real_ip_from 10.0.0.0/8;", "set_real_ip_from 127.0.0.1;")
                    .replace("# real_ip", "real_ip"));
    var behind = standIns.nginx("behind-a-proxy", NginxLimits.generous(), source);
    try (var proxy = new Browser(behind.port())) {
      var forwarded = proxy.request("/page").header("X-Forwarded-For", "6.6.6.6, 203.0.113.9");

      var headers = new JsonObject(proxy.send(forwarded).body()).getJsonObject("headers");

      assertThat(headers.getString("x-forwarded-for")).isEqualTo("203.0.113.9");
    }
    await()
        .atMost(BOUND)
        .until(() -> Files.readString(behind.accessLog()).contains("\"client\":\"203.0.113.9\""));
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
            "\"connection\":");

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
  void a_socket_lives_as_long_as_its_node_pings_and_ends_when_that_stops() throws IOException {
    var source =
        changed(
            "impatient-source",
            "nginx.conf",
            text -> text.replace("proxy_read_timeout 75s;", "proxy_read_timeout 2s;"));
    var impatient = standIns.nginx("impatient", NginxLimits.generous(), source);
    try (var client = new Browser(impatient.port())) {
      var pinged = client.open("/ws?ping=300");
      var silent = client.open("/ws");

      assertThat(silent.next()).isEqualTo("closed 1006");
      assertThat(pinged.echo("still here")).isEqualTo("still here");
    }
  }

  @Test
  void the_read_timeout_of_sockets_outlives_a_missed_ping_as_shipped() throws IOException {
    var configuration = Files.readString(repository.loadBalancer().resolve("nginx.conf"));
    var variables = Files.readString(repository.root().resolve("docs/configuration.md"));

    var timeout = seconds(configuration, "proxy_read_timeout (\\d+)s;");
    var interval = seconds(variables, "`CHAT_PING_INTERVAL` \\| time \\| `(\\d+)s`");
    var patience = seconds(variables, "`CHAT_PING_TIMEOUT` \\| time \\| `(\\d+)s`");

    // Longer, so that the node, which closes with a code that says why, comes first.
    assertThat(timeout).isGreaterThan(2 * interval + patience);
  }

  private static int seconds(String text, String pattern) {
    var found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return Integer.parseInt(found.group(1));
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
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(15));
  }

  @Test
  void one_address_gets_429_above_its_limits() {
    var strict = standIns.nginx("strict", new NginxLimits(3, 1_000, 1, 5));
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
    }
  }

  @Test
  void one_address_gets_429_above_its_rate_of_handshakes() {
    var strict = standIns.nginx("slow-handshakes", new NginxLimits(100, 1, 1_000, 2));
    try (var hasty = new Browser(strict.port())) {
      var answers =
          IntStream.range(0, 8)
              .mapToObj(i -> refusal(() -> hasty.open("/ws")))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

      assertThat(answers).containsOnlyKeys(101, 429);
      assertThat(status(hasty)).as("a request is not a handshake").isEqualTo(200);
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

  /// A copy of the shipped configuration with one file changed.
  private Path changed(String name, String file, UnaryOperator<String> change) throws IOException {
    var copy = directory.resolve(name);
    var shipped = repository.loadBalancer();
    try (var files = Files.walk(shipped)) {
      for (var source : files.filter(Files::isRegularFile).toList()) {
        var target = copy.resolve(shipped.relativize(source).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(source, target);
      }
    }
    var before = Files.readString(copy.resolve(file));
    var after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(copy.resolve(file), after);
    return copy;
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
