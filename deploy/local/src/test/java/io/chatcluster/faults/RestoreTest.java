package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.loadtest.check.Stored;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.machine.Trees;
import io.chatcluster.local.node.NodeProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All machines are lost; there is a backup of PostgreSQL and none of Redis. Restored as
/// docs/operations.md says.
class RestoreTest {

  private static final long SEED = 5;
  private static final Duration SECONDS = Duration.ofSeconds(3);
  private static final Set<String> ROOMS = Set.of("restore-0", "restore-1", "restore-2");

  @TempDir Path directory;

  @Test
  void a_cluster_with_a_backup_of_postgresql_and_an_empty_redis_serves_all_history_and_goes_on()
      throws Exception {
    try (Cluster cluster =
            Cluster.in(directory.resolve("cluster")).nodes(2).quickNodes().withoutRates().start();
        FaultRun run = new FaultRun(cluster, "restore", SEED)) {
      FaultRun.quiet(SECONDS);
      run.stopSending();
      run.awaitRest();
      long epoch = newestEpoch(cluster);
      cluster.postgres().backUp(directory.resolve("backup"));

      cluster.nodes().forEach(NodeProcess::kill);
      cluster.redis().kill();
      cluster.postgres().kill();
      Trees.delete(cluster.directory().resolve("redis"));
      cluster.postgres().restore(directory.resolve("backup"));
      cluster.redis().start();
      assertThat(cluster.redis().call("DBSIZE")).isEqualTo("0");
      cluster.postgres().start();
      try (Connection connection = cluster.postgres().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE partition_epoch SET epoch = epoch + 1000");
      }
      cluster.nodes().forEach(NodeProcess::start);
      run.reader();
      run.goOnSending();
      FaultRun.quiet(SECONDS);

      assertThat(run.finish()).isEmpty();
      assertThat(run.travels().troubles()).isEmpty();
      // The positions go on, above all that any client may hold.
      assertThat(newestEpoch(cluster)).isGreaterThan(epoch + 1000);
    }
  }

  private static long newestEpoch(Cluster cluster) throws SQLException {
    return FinalHistory.archive(cluster, ROOMS).stream()
        .map(Stored::at)
        .mapToLong(at -> at.epoch())
        .max()
        .orElseThrow();
  }
}
