package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The Dockerfiles, as far as they can be checked without a container engine.
final class ImageTest {
  private static final Pattern FROM = Pattern.compile("(?m)^FROM (?:--platform=\\S+ )?(\\S+)");

  private static List<Path> dockerfiles() {
    return List.of(
        Checkout.file("deploy/images/Dockerfile"),
        Checkout.file("loadbalancer/Dockerfile"),
        Checkout.file("loadbalancer/haproxy/Dockerfile"));
  }

  @Test
  void base_images_are_public_and_pinned() {
    for (Path file : dockerfiles()) {
      var bases = FROM.matcher(Checkout.text(file)).results().map(found -> found.group(1)).toList();
      assertThat(bases).isNotEmpty().allMatch(Images::pinned);
    }
  }

  @Test
  void nothing_runs_as_root_and_everything_says_whether_it_is_well() {
    for (Path file : dockerfiles()) {
      String last = lastStage(file);
      assertThat(last).as(file.toString()).containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$");
      assertThat(last).containsPattern("(?m)^HEALTHCHECK ").contains("STOPSIGNAL SIGTERM");
      assertThat(last).as("a shell would keep the signals").containsPattern("(?m)^ENTRYPOINT \\[");
      assertThat(last).contains("org.opencontainers.image.title", "image.licenses");
    }
  }

  private static String lastStage(Path file) {
    String text = Checkout.text(file);
    return text.substring(text.lastIndexOf("\nFROM ") + 1);
  }

  @Test
  void what_is_copied_from_the_repository_is_there() {
    for (Path file : dockerfiles()) {
      Path context = file.endsWith("images/Dockerfile") ? Checkout.root() : file.resolveSibling("");
      for (String line : Checkout.text(file).lines().toList()) {
        if (line.startsWith("COPY ") && !line.contains("--from") && !line.startsWith("COPY . ")) {
          String[] words = line.substring(5).split(" ", -1);
          for (int i = 0; i < words.length - 1; i++) {
            assertThat(context.resolve(words[i])).as(file + ": " + line).exists();
          }
        }
      }
    }
  }

  @Test
  void both_ways_to_an_image_run_the_node_with_the_same_options() {
    String pom = Checkout.text("chat-node/pom.xml");
    List<String> options =
        Checkout.text("deploy/images/container.options")
            .lines()
            .filter(line -> line.startsWith("-") && !line.contains("AOTCache"))
            .toList();

    assertThat(options).isNotEmpty();
    assertThat(pom).contains("<jvmFlag>@/app/jvm.options</jvmFlag>");
    options.forEach(option -> assertThat(pom).contains("<jvmFlag>" + option + "</jvmFlag>"));
    assertThat(Checkout.text("deploy/images/Dockerfile"))
        .contains("\"@/app/jvm.options\", \"@/app/container.options\"");
  }

  @Test
  void the_client_that_the_image_fetches_is_the_one_that_the_build_expects() {
    Matcher version =
        Pattern.compile("<socketio-client.version>(.+)</").matcher(Checkout.text("pom.xml"));

    assertThat(version.find()).isTrue();
    assertThat(Checkout.text("deploy/images/Dockerfile"))
        .contains("RUN npm pack socket.io-client@" + version.group(1) + "\n");
  }

  @Test
  void the_health_check_needs_no_program_but_bash() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/ready", exchange -> answer(exchange, 200));
    server.createContext("/draining", exchange -> answer(exchange, 503));
    server.start();
    try {
      int port = server.getAddress().getPort();

      assertThat(healthcheck(port, "/ready")).isZero();
      assertThat(healthcheck(port, "/draining")).isEqualTo(1);
    } finally {
      server.stop(0);
    }
    assertThat(healthcheck(1, "/ready")).isEqualTo(1);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static int healthcheck(int port, String path) {
    return Programs.run(
            Map.of("CHAT_MANAGEMENT_PORT", String.valueOf(port), "PATH", "/nowhere"),
            "/bin/bash",
            Checkout.file("deploy/images/healthcheck.sh").toString(),
            path)
        .code();
  }
}
