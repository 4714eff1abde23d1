package io.chatcluster.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Ports;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The built node that cannot start, as a process of its own.
final class NodeStartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Map<String, String> GOOD =
      Map.of(
          "CHAT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none",
          "CHAT_DATABASE_USER", "none",
          "CHAT_DATABASE_PASSWORD", "none",
          "CHAT_TOKEN_SECRET", "0123456789abcdef0123456789abcdef");

  @Test
  void a_bad_value_stops_it_with_one_sentence_that_names_the_variable()
      throws IOException, InterruptedException {
    refused("CHAT_PING_INTERVAL", "soon", "CHAT_PING_INTERVAL is 'soon', which is not a time");
    refused(
        "CHAT_TOKEN_SECRET", "short", "CHAT_TOKEN_SECRET: a token secret has at least 32 bytes");
    refused("CHAT_DATABASE_POOL", "0", "CHAT_DATABASE_POOL is '0', which is too little");
  }

  /// Found by trying: a node whose port was taken answered its probes for ever and served nobody.
  @Test
  void a_port_that_is_taken_ends_it_before_it_has_asked_for_any_server() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var free = String.valueOf(Ports.free());

      ends("CHAT_PORT", port, "CHAT_MANAGEMENT_PORT", free);
      ends("CHAT_MANAGEMENT_PORT", port, "CHAT_PORT", free);
    }
  }

  private static void ends(String taken, String port, String other, String free)
      throws IOException, InterruptedException {
    var said =
        said(
            1,
            Map.of(
                "CHAT_HOST",
                "127.0.0.1",
                "CHAT_MANAGEMENT_HOST",
                "127.0.0.1",
                taken,
                port,
                other,
                free));

    assertThat(said.lines())
        .containsExactly(
            "%s: port %s of 127.0.0.1 cannot be opened: Address already in use"
                .formatted(taken, port));
  }

  private static void refused(String variable, String value, String sentence)
      throws IOException, InterruptedException {
    var said = said(2, Map.of(variable, value));

    assertThat(said.lines()).hasSize(1).first().asString().startsWith(sentence);
  }

  /// What a node says on stderr that ends by itself with that code.
  private static String said(int code, Map<String, String> variables)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.putAll(variables);
    var builder = new ProcessBuilder(NodeSettings.quick(NodeSettings.command(Repository.find())));
    builder.environment().keySet().removeIf(name -> name.startsWith("CHAT_"));
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    var node = builder.start();
    try {
      assertThat(node.waitFor(PATIENCE)).as("it ended").isTrue();
      assertThat(node.exitValue()).isEqualTo(code);
      return new String(node.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      node.destroyForcibly();
    }
  }
}
