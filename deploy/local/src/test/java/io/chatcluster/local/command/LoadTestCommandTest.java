package io.chatcluster.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.process.Signals;
import io.chatcluster.local.web.Chromium;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The load test as its users run it: the packaged jar, through nginx, against real nodes.
final class LoadTestCommandTest {
  private static final Duration BOUND = Duration.ofMinutes(2);

  // A busy machine is slow; these tests are about what arrives.
  private static final String SLO = "p99=20s";

  @TempDir private static Path directory;

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.in(directory.resolve("cluster")).nodes(2).withNginx().quickNodes().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void a_fanout_through_nginx_with_guest_tokens_passes_and_its_page_stands_alone()
      throws Exception {
    var run = run("fanout", "--rooms", "4", "--sockets-per-room", "10", "--duration", "4s");

    assertThat(run.output()).contains("40 of 40 sockets have joined", "PASS: lost none");
    assertThat(run.exitCode()).isZero();
    // Two seconds of warm-up and four measured, at 50 a second.
    assertThat(run.figure("messages acked")).isEqualTo(300);
    assertThat(run.figure("lost deliveries")).isZero();
    assertThat(run.report().path("latencies").path(0).path("count").asLong()).isEqualTo(2_000);
    var url = run.report().path("url").asText();
    assertThat(url).isEqualTo(cluster.url().replace("http", "ws") + "/ws");
    assertStandsAlone(run.html());
  }

  /// Opened in a real Chromium, by day and by night.
  private static void assertStandsAlone(Path html) {
    try (var chromium = new Chromium();
        var person = chromium.person()) {
      var page = person.newPage();
      var requests = new ArrayList<String>();
      var complaints = new ArrayList<String>();
      page.onRequest(request -> requests.add(request.url()));
      page.onConsoleMessage(message -> complaints.add(message.text()));
      page.onPageError(complaints::add);

      page.navigate(html.toUri().toString());

      assertThat(page.title()).startsWith("Load test: fanout ws://");
      assertThat(page.locator(".verdict h2").textContent()).isEqualTo("Passed");
      assertThat(page.locator("svg").count()).isEqualTo(6);
      for (var line : page.locator("svg .line0").all()) {
        assertThat(line.boundingBox().width).isGreaterThan(50);
      }
      assertThat(page.locator(".figures").textContent()).contains("deliveries a second");
      var day = background(page);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      assertThat(background(page)).isNotEqualTo(day);
      assertThat(requests).containsExactly(html.toUri().toString());
      assertThat(complaints).isEmpty();
    }
  }

  private static Object background(Page page) {
    return page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void a_storm_of_signed_tokens_passes() throws Exception {
    var secret = cluster.secret().path().toString();

    var run =
        run("connect", "--sockets", "300", "--rate", "150", "--secret-file", secret, "--quiet");

    assertThat(run.output()).contains("PASS: in at the end 300, failures none, joined p99");
    assertThat(run.output()).doesNotContain(cluster.secret().value());
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void idle_sockets_of_a_killed_node_are_counted_and_come_back() throws Exception {
    var started = start("idle", "--sockets", "60", "--duration", "12s", "--ping-every", "2s");
    await().atMost(BOUND).until(() -> started.output().contains("60 of 60 in"));

    cluster.node("n2").kill();

    var run = started.await();
    cluster.node("n2").start();
    assertThat(run.exitCode()).isEqualTo(1);
    var errors = run.report().path("errors");
    long cut = errors.path("once in: the connection was cut").asLong();
    assertThat(cut).as(errors.toString()).isBetween(20L, 40L);
    assertThat(run.figure("lost connections")).isEqualTo(cut);
    assertThat(run.figure("came back")).isEqualTo(cut);
    assertThat(run.figure("in at the end")).isEqualTo(60);
    assertThat(run.figure("pings answered")).isGreaterThan(200);
  }

  @Test
  void who_is_told_to_stop_delivers_what_there_is() throws Exception {
    for (var running :
        List.of(
            start("idle", "--sockets", "10", "--ping-every", "2s", "--duration", "10m"),
            start("fanout", "--rooms", "2", "--duration", "10m"))) {
      await().atMost(BOUND).until(() -> running.seconds() >= 4);

      Signals.send("TERM", running.process().pid());

      var run = running.await();
      assertThat(run.output()).contains("note: cut short", "PASS: ");
      assertThat(run.exitCode()).isEqualTo(128 + 15);
      assertThat(run.report().path("verdict").path("passed").asBoolean()).isTrue();
      assertThat(run.report().path("seconds").asDouble()).isBetween(4.0, 60.0);
      assertThat(run.html()).exists();
    }
  }

  private static Finished run(String command, String... more)
      throws IOException, InterruptedException {
    return start(command, more).await();
  }

  private static Running start(String command, String... more) throws IOException {
    var own = Files.createTempDirectory(directory, command);
    List<String> line = new ArrayList<>(List.of(NodeSettings.java().toString(), "-Xmx256m"));
    line.addAll(List.of("-jar", Repository.find().loadTestJar().toString()));
    line.addAll(List.of(command, cluster.url(), "--slo", SLO));
    line.addAll(List.of("--json", own.resolve("report.json").toString()));
    line.addAll(List.of("--html", own.resolve("report.html").toString()));
    line.addAll(List.of(more));
    var output = own.resolve("output").toFile();
    var process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output).start();
    return new Running(process, output, own);
  }

  private record Running(Process process, File file, Path directory) {
    String output() throws IOException {
      return Files.readString(file.toPath());
    }

    /// How many lines of progress it has printed.
    long seconds() throws IOException {
      return output().lines().filter(line -> line.matches(" *\\d+ s  .*")).count();
    }

    Finished await() throws IOException, InterruptedException {
      if (!process.waitFor(BOUND)) {
        process.destroyForcibly();
        throw new AssertionError("no end within " + BOUND + ":\n" + output());
      }
      return new Finished(process.exitValue(), output(), directory);
    }
  }

  private record Finished(int exitCode, String output, Path directory) {
    Path html() {
      return directory.resolve("report.html");
    }

    JsonNode report() throws IOException {
      return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
    }

    long figure(String name) throws IOException {
      for (var figure : report().path("figures")) {
        if (figure.path("name").asText().equals(name)) {
          return figure.path("value").asLong();
        }
      }
      throw new AssertionError("no figure " + name + " in " + output);
    }
  }
}
