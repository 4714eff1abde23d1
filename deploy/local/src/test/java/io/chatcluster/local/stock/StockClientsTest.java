package io.chatcluster.local.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.chatcluster.local.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stock clients over every transport and a native one talk in one room, on three nodes behind
/// nginx, while a node is killed.
final class StockClientsTest {

  private static final Path FOLDER = Path.of("target", "stock-clients");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path data;

  @BeforeAll
  static void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    for (var file : List.of("package.json", "people.mjs")) {
      var source = Path.of("src", "test", "resources", "stock", file);
      Files.copy(source, FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    var client = FOLDER.resolve("node_modules/socket.io-client/package.json");
    if (!Files.exists(client)) {
      var npm = run(FOLDER.resolve("npm.txt"), "npm", "install", "--no-audit", "--no-fund");
      npm.waitFor(2, TimeUnit.MINUTES);
    }
    boolean there = Files.exists(client);
    if (!there) {
      System.out.println("StockClientsTest is skipped: npm has no socket.io-client");
    }
    assumeTrue(there, "npm has no socket.io-client");
  }

  private static Process run(Path said, String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(FOLDER.toFile())
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }

  private static String said(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void each_acked_message_reaches_everybody_once_and_in_one_order_though_a_node_is_killed()
      throws IOException, InterruptedException {
    var said = FOLDER.resolve("said.txt");
    try (var cluster = Cluster.in(data).nodes(3).withNginx().withoutRates().start()) {
      var people = run(said, "node", "people.mjs", cluster.url());
      try {
        await("all are in the room")
            .atMost(PATIENCE)
            .until(() -> said(said).contains("talking") || !people.isAlive());
        assertThat(said(said)).contains("talking");
        cluster.nodes().getFirst().kill();
        await("who was there goes on elsewhere")
            .atMost(PATIENCE)
            .until(() -> said(said).contains("again") || !people.isAlive());
        people.getOutputStream().write("enough\n".getBytes(StandardCharsets.UTF_8));
        people.getOutputStream().flush();
        assertThat(people.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        people.destroyForcibly();
      }
    }

    var lines = said(said).strip().split("\n", -1);
    check(JsonParser.parseString(lines[lines.length - 1]).getAsJsonObject());
  }

  private static void check(JsonObject result) {
    var acked = result.getAsJsonArray("acked");
    assertThat(acked.size()).as("they have talked").isGreaterThan(30);
    var people = result.getAsJsonArray("people");
    var order = people.get(0).getAsJsonObject().getAsJsonArray("received");
    for (JsonElement each : people) {
      var person = each.getAsJsonObject();
      JsonArray received = person.getAsJsonArray("received");
      assertThat(new HashSet<>(received.asList()))
          .as("each once: %s", person)
          .hasSize(received.size());
      assertThat(received.asList()).as("%s has them all", person).containsAll(acked.asList());
      assertThat(received).as("in one order: %s", person).isEqualTo(order);
    }
    int recovered = 0;
    for (JsonElement person : people) {
      assertThat(person.getAsJsonObject().get("anew").getAsInt()).as("%s", person).isZero();
      recovered += person.getAsJsonObject().get("recovered").getAsInt();
    }
    assertThat(recovered).as("who was on the killed node goes on elsewhere").isPositive();
  }
}
