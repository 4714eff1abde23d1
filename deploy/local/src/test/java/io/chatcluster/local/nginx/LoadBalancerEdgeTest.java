package io.chatcluster.local.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.node.Browser;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.process.Output;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What gets through a real nginx with the shipped configuration, and what does not: headers,
/// upgrades, timeouts, logs.
final class LoadBalancerEdgeTest extends BehindNginx {
  private final Repository repository = Repository.find();

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

  /// What nginx says of its own accord about requests that failed: nothing but the access log.
  @Test
  void no_query_string_gets_into_any_log_whatever_goes_wrong() throws IOException {
    var said = new Recorded();
    var strict = standIns.nginx("leaky", new NginxLimits(1, 1, 1, 1), said);
    for (int i = 0; i < 5; i++) {
      RawRequest.send(strict.port(), get("/page?token=HIDDEN4"), "\r\n\r\n");
      RawRequest.send(strict.port(), get("/ws?token=HIDDEN5"), "\r\n\r\n");
    }
    RawRequest.send(
        strict.port(),
        get("/x?HIDDEN6").replace("Host:", "Content-Length: 9999999\r\nHost:"),
        "\r");
    standIns.nodes().forEach(NodeProcess::kill);
    try {
      assertThat(RawRequest.send(nginx.port(), get("/page?token=HIDDEN7"), "\r"))
          .startsWith("HTTP/1.1 502");
    } finally {
      standIns.reviveAll();
      awaitNodes();
    }

    await()
        .atMost(BOUND)
        .untilAsserted(
            () ->
                assertThat(Files.readString(strict.accessLog()))
                    .contains("\"limited\":\"REJECTED\"", "\"status\":413")
                    .doesNotContain("HIDDEN"));
    assertThat(said.lines()).noneMatch(line -> line.contains("HIDDEN"));
    assertThat(log()).doesNotContain("HIDDEN");
  }

  /// nginx asks a node that has failed again only after a while.
  private void awaitNodes() {
    await("nginx finds the nodes again")
        .atMost(BOUND)
        .until(() -> RawRequest.send(nginx.port(), get("/page"), "\r").startsWith("HTTP/1.1 200"));
  }

  private static String get(String uri) {
    return "GET %s HTTP/1.1\r\nHost: x\r\nReferer: http://x/?HIDDEN\r\n\r\n".formatted(uri);
  }

  @Test
  void clients_come_in_over_ipv6_too_and_the_node_learns_their_address() throws IOException {
    assumeTrue(Ports.ipv6(), "this machine has no IPv6");

    var response = RawRequest.send("::1", nginx.port(), get("/page"), "\"connection\":");

    assertThat(response).startsWith("HTTP/1.1 200").contains("\"x-forwarded-for\":\"::1\"");
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
        standIns.changed(
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
        standIns.changed(
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
