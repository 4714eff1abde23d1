package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Repository;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes of two versions side by side, on one Redis and one PostgreSQL, their clients talking all
/// the time.
class UpgradeTest {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final long SEED = 11;
  private static final int CLIENTS = 12;

  /// In many partitions: whichever of them the older node archives, some are written by the newer.
  private static final int MANY_ROOMS = 24;

  /// Every second message of the next version, by its id, is of a kind that the other does not
  /// know.
  private static final String FOREIGN = "[0-7]\",\"from\"";

  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path directory;

  private Cluster cluster;
  private List<String> present;

  @BeforeEach
  void startTwoNodes() {
    present = NodeSettings.quick(NodeSettings.command(new Repository(ROOT)));
    cluster =
        Cluster.in(directory.resolve("cluster"))
            .nodes(2)
            .withNginx()
            .nodeCommand(present)
            .withoutRates()
            .start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  /// Replaces a node by another version, to which some newcomers go: it is the emptiest.
  private static void become(NodeProcess node, List<String> command, FaultRun run) {
    node.stop();
    node.becomes(command);
    node.start();
    for (int i = 0; i < CLIENTS / 2; i++) {
      run.newcomer("newcomer");
    }
    assertThat(run.travels().whereabouts()).containsValue(node.name());
  }

  @Test
  void nodes_are_upgraded_and_rolled_back_one_by_one_and_nobody_notices() throws Exception {
    Mutant mutant =
        new NextVersion("1.1", "shard=3 ", FOREIGN)
            .mutant(ROOT, directory.resolve("next"))
            .add("db/migration/V2__next.sql", "ALTER TABLE publication ADD COLUMN shard integer;");
    List<String> next = NodeSettings.quick(mutant.command());
    try (FaultRun run = new FaultRun(cluster, "upgrade", SEED, CLIENTS)) {
      become(cluster.node("n2"), next, run);
      // Side by side: each appends with its own library, and delivers and archives both's messages.
      awaitMessagesOf("n1", "1 n1 ");
      awaitMessagesOf("n2", "1.1 n2 ");
      assertThat(libraries()).contains("chat1", "chat2");

      become(cluster.node("n1"), next, run);
      awaitMessagesOf("n1", "1.1 n1 ");
      // And back: an older node on a newer schema, in which newer ones have written.
      become(cluster.node("n2"), present, run);
      awaitMessagesOf("n2", "1 n2 ");
      assertThat(libraries()).contains("chat1", "chat2");
      assertThat(migrations()).isEqualTo("2");

      assertThat(run.finish()).isEmpty();
      assertThat(run.travels().endings()).containsOnlyKeys(4503);
      assertThat(run.travels().troubles()).isEmpty();
    }
  }

  /// Waits until the newest messages of all rooms have some that begin so.
  private void awaitMessagesOf(String node, String head) {
    await(node + " appends entries that begin with '" + head + "'")
        .atMost(BOUND)
        .until(
            () ->
                cluster
                    .redis()
                    .call("KEYS", "{p*}:r:*:s")
                    .lines()
                    .flatMap(
                        key ->
                            cluster.redis().call("XREVRANGE", key, "+", "-", "COUNT", "9").lines())
                    .anyMatch(line -> line.startsWith(head)));
  }

  private String libraries() {
    return cluster.redis().call("FUNCTION", "LIST");
  }

  private String migrations() throws SQLException {
    try (Connection connection = cluster.postgres().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(version) FROM flyway_schema_history")) {
      row.next();
      return row.getString(1);
    }
  }

  /// What must not be done, and loses nothing all the same: a version too many at once.
  @Test
  void what_a_node_cannot_read_it_refuses_aloud_and_a_newer_node_delivers_and_archives_it()
      throws Exception {
    Mutant mutant =
        new NextVersion("2", "", FOREIGN)
            .mutant(ROOT, directory.resolve("far"))
            .change(
                "java/io/chatcluster/redis/EnvelopeCodec.java",
                "bytes[from] == MAJOR &&",
                "(bytes[from] == MAJOR || bytes[from] == '2') &&");
    List<String> far = NodeSettings.quick(mutant.command());
    NodeProcess old = cluster.node("n1");
    LocalSite site = new LocalSite(cluster, SEED);
    try (FaultRun run = new FaultRun(site, "far", SEED, CLIENTS, MANY_ROOMS)) {
      become(cluster.node("n2"), far, run);

      String why = "its envelope has version 2, and this node reads version 1";
      await().atMost(BOUND).until(() -> log(old).contains("cannot be read: " + why));
      await().atMost(BOUND).until(() -> log(old).contains("stands still: message"));
      assertThat(old.metrics()).containsPattern("chat_archive_halted_total [1-9]");

      become(old, far, run);
      assertThat(run.finish()).isEmpty();
    }
  }

  private String log(NodeProcess node) throws IOException {
    return Files.readString(cluster.directory().resolve(node.name() + ".log"));
  }
}
