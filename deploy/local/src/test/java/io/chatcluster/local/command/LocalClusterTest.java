package io.chatcluster.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.node.Browser;
import io.chatcluster.local.node.NodeSettings;
import io.chatcluster.local.process.Signals;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher as a process of its own, as `make cluster` runs it, with stand-ins for the nodes.
final class LocalClusterTest {
  private static final Duration START = Duration.ofSeconds(60);

  /// A frozen node is killed after its ten seconds of grace; a busy machine may need some more.
  private static final Duration END = Duration.ofSeconds(40);

  /// Shared, so that PostgreSQL makes its files once.
  @TempDir private static Path data;

  private final List<Launcher> launchers = new ArrayList<>();

  @AfterEach
  void endAll() throws InterruptedException {
    for (var launcher : launchers) {
      var family = launcher.family();
      launcher.process.destroyForcibly().waitFor();
      await().atMost(END).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void it_announces_its_address_and_sigterm_stops_everything() throws Exception {
    var port = Ports.free();
    var launcher = launch(Map.of("NODES", "2", "PORT", String.valueOf(port)));

    launcher.awaitLine("ready: http://localhost:" + port);

    try (var browser = new Browser(port)) {
      assertThat(browser.open("/ws").session()).matches("n[12]\\..+");
    }
    var family = launcher.family();
    assertThat(family).hasSizeGreaterThan(8);
    // Process.destroy would close the pipe that its last lines come through.
    Signals.send("TERM", launcher.process.pid());
    launcher.awaitLine("cluster  | stopped");
    launcher.awaitEnd();
    await().atMost(END).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void without_nginx_it_says_so_and_announces_the_nodes_themselves() throws Exception {
    var launcher = launch(Map.of("NODES", "2", "STAND_IN_NO_NGINX", "yes"));

    var ready = launcher.awaitLine("ready: ");

    launcher.awaitLine("cluster  | no nginx in front: nginx is not installed");
    var addresses = ready.substring("ready: ".length()).split(" ");
    assertThat(addresses).hasSize(2);
    for (var address : addresses) {
      try (var browser = new Browser(URI.create(address).getPort())) {
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void no_process_stays_behind_when_the_launcher_is_killed() throws Exception {
    var launcher = launch(Map.of("NODES", "2"));
    launcher.awaitLine("ready: ");
    var family = launcher.family();
    // A frozen program cannot obey; it is killed after its grace period.
    Signals.send("STOP", launcher.pid("n1"));

    launcher.process.destroyForcibly().waitFor();

    await().atMost(END).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void whatever_dies_is_started_again_with_a_line_that_says_so() throws Exception {
    var launcher = launch(Map.of("NODES", "1"));
    launcher.awaitLine("ready: ");

    for (var name : List.of("n1", "redis", "postgres", "nginx")) {
      var before = launcher.pid(name);
      Signals.send("KILL", before);

      launcher.awaitLine(name + " died (signal 9); starting it again in 1 s");
      launcher.awaitLine(name + " is up again");
      assertThat(launcher.pid(name)).isNotEqualTo(before);
    }
  }

  @Test
  void a_second_cluster_on_the_same_data_is_refused() throws Exception {
    var first = launch(Map.of("NODES", "1"));
    first.awaitLine("ready: ");
    var secret = Files.readString(data.resolve("secret"));

    var second = launch(Map.of("NODES", "1"));

    assertThat(second.awaitEnd()).isEqualTo(1);
    assertThat(second.lines).containsExactly("another cluster runs on the data in " + data);
    assertThat(secret).isEqualTo(Files.readString(data.resolve("secret")));
  }

  @Test
  void a_taken_port_is_one_sentence() throws Exception {
    try (var neighbour = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var port = neighbour.getLocalPort();

      var launcher = launch(Map.of("PORT", String.valueOf(port)));

      assertThat(launcher.awaitEnd()).isEqualTo(1);
      assertThat(launcher.lines)
          .hasSize(1)
          .first()
          .asString()
          .startsWith("port " + port + " is taken by another program");
    }
  }

  @Test
  void a_node_that_cannot_start_is_one_sentence_with_its_reason() throws Exception {
    var launcher = launch(Map.of("NODES", "1", "STAND_IN_REFUSES", "yes"));

    assertThat(launcher.awaitEnd()).isEqualTo(1);
    assertThat(launcher.lines)
        .contains("n1 ended before it served (exit code 1): CHAT_TOKEN_SECRET is missing");
  }

  @Test
  void numbers_that_are_none_are_named() throws Exception {
    for (var wrong :
        List.of(Map.of("NODES", "three"), Map.of("NODES", "0"), Map.of("PORT", "99999"))) {
      var launcher = launch(wrong);

      assertThat(launcher.awaitEnd()).as(wrong.toString()).isEqualTo(1);
      assertThat(launcher.lines).as(wrong.toString()).hasSize(1);
    }
  }

  /// Found by trying: with `DATA=` it made its data in the current directory.
  @Test
  void an_empty_variable_is_one_that_is_not_set(@TempDir Path checkout) throws Exception {
    var marker = checkout.resolve("loadbalancer/nginx.conf");
    Files.createDirectories(marker.getParent());
    Files.createFile(marker);
    // Held, so that the launcher says which directory it wants, and ends.
    try (var held = DirectoryLock.of(checkout.resolve(".data"))) {
      assertThat(held).isNotNull();
      for (var nothing : List.of("", " ")) {
        var environment = Map.of("DATA", nothing, "NODES", nothing);
        var launcher = launch(environment, checkout.toFile());

        assertThat(launcher.awaitEnd()).isEqualTo(1);
        assertThat(launcher.lines).singleElement().asString().contains(checkout + "/.data");
      }
    }
    try (var files = Files.list(checkout)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("loadbalancer", ".data");
    }
  }

  private Launcher launch(Map<String, String> environment) throws IOException {
    return launch(environment, new File("").getAbsoluteFile());
  }

  private Launcher launch(Map<String, String> environment, File directory) throws IOException {
    var builder =
        new ProcessBuilder(
            NodeSettings.java().toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StandInLauncher.class.getName());
    builder.environment().put("PORT", String.valueOf(Ports.free()));
    builder.environment().put("DATA", data.toString());
    builder.environment().putAll(environment);
    builder.directory(directory);
    var launcher = new Launcher(builder.redirectErrorStream(true).start());
    launchers.add(launcher);
    return launcher;
  }

  private static final class Launcher {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private static final Predicate<Optional<String>> HERE = Optional::isPresent;

    private final Thread reader;

    private Launcher(Process process) {
      this.process = process;
      this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /// Its exit code, once all its lines are there.
    int awaitEnd() throws InterruptedException {
      assertThat(process.waitFor(START)).as("it ended").isTrue();
      assertThat(reader.join(START)).as("its output ended").isTrue();
      return process.exitValue();
    }

    private void read() {
      try (BufferedReader reader = process.inputReader()) {
        reader.lines().forEach(lines::add);
      } catch (IOException | UncheckedIOException e) {
        lines.add(e.toString());
      }
    }

    /// The first line with that text in it.
    String awaitLine(String part) {
      try {
        return await()
            .atMost(START)
            .until(() -> lines.stream().filter(line -> line.contains(part)).findFirst(), HERE)
            .orElseThrow();
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(
            "no line with '%s' in:%n%s".formatted(part, String.join("\n", lines)), e);
      }
    }

    List<ProcessHandle> family() {
      return process.descendants().toList();
    }

    long pid(String name) throws IOException {
      var text = Files.readString(data.resolve(name).resolve(name + ".pid"));
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }
  }
}
