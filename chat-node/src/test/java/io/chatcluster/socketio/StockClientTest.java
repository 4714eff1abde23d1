package io.chatcluster.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stock JavaScript client, as npm has it, talks to the library over each of its transports.
class StockClientTest {

  private static final Path FOLDER = Path.of("target", "stock-client");
  private static final String VERSION = "4.8.1";

  private final SmallServer server =
      new SmallServer(
          SmallServer.CALM,
          SmallServer.SETTINGS,
          vertx -> new ClientSuite(vertx, SmallServer.SETTINGS));

  @BeforeAll
  static void install() throws Exception {
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "conversation.mjs")) {
      Path source = Path.of("src", "test", "resources", "stock-client", file);
      Files.copy(source, FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(FOLDER.resolve("node_modules/socket.io-client/package.json"))) {
      return;
    }
    String outcome = run("npm", "install", "--no-audit", "--no-fund", "--loglevel=error");
    boolean there = Files.exists(FOLDER.resolve("node_modules/socket.io-client/package.json"));
    if (!there) {
      System.out.println("StockClientTest is skipped: no socket.io-client from npm: " + outcome);
    }
    assumeTrue(there, "npm has no socket.io-client: " + outcome);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// What a program says, or why it could not be run.
  private static String run(String... command) throws InterruptedException, IOException {
    Path said = FOLDER.resolve("said.txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return command[0] + " cannot be run: " + e.getMessage();
    }
    return Files.readString(said).strip();
  }

  @Test
  void it_is_the_version_that_is_meant() throws Exception {
    assertThat(Files.readString(FOLDER.resolve("node_modules/socket.io-client/package.json")))
        .contains("\"version\": \"" + VERSION + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
  void the_stock_client_talks_and_recovers(String transports) throws Exception {
    assertThat(run("node", "conversation.mjs", "http://127.0.0.1:" + server.port(), transports))
        .isEqualTo("done");
  }
}
