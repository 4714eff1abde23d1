package io.chatcluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The built node with a bad variable, as a process of its own.
final class NodeStartTest {
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

  private static void refused(String variable, String value, String sentence)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put(variable, value);
    var builder = new ProcessBuilder(NodeSettings.command(Repository.find()));
    builder.environment().keySet().removeIf(name -> name.startsWith("CHAT_"));
    builder.environment().putAll(environment);
    var node = builder.start();

    var said = new String(node.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said.lines()).hasSize(1).first().asString().startsWith(sentence);
    assertThat(node.waitFor()).isEqualTo(2);
  }
}
