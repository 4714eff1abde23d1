package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.cluster.Cluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What `make container-test` asks of a cluster in containers, whose clients' address is all that
/// is known of it.
class ContainersTest {

  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
  private static final int CLIENTS = 18;

  @TempDir Path directory;

  /// Run by `deploy/container-test.sh`, which has started the containers.
  @Test
  @EnabledIfSystemProperty(
      named = "containers.url",
      matches = ".+",
      disabledReason = "no containers here: `make container-test` runs it where an engine is")
  void containers_talk_across_nodes_and_restart_in_turn_with_nothing_lost() throws Exception {
    URI url = URI.create(System.getProperty("containers.url"));
    List<String> nodes = List.of(System.getProperty("containers.nodes").split(","));
    String script = System.getProperty("containers.script");

    new RollingScenario(new RemoteSite(url, Path.of("target")), nodes, CLIENTS, SEED)
        .play(
            node -> {
              Process restart =
                  new ProcessBuilder("/bin/sh", script, "restart", node).inheritIO().start();
              assertThat(restart.waitFor()).as("the restart of %s", node).isZero();
            });
  }

  /// The same clients against processes, so that they are known to work where containers are not.
  @Test
  @DisabledIfSystemProperty(
      named = "containers.url",
      matches = ".+",
      disabledReason = "`make container-test` asks the containers; `make test` runs this")
  void the_same_clients_find_nothing_lost_in_a_local_cluster() throws Exception {
    try (Cluster cluster =
        Cluster.in(directory.resolve("cluster"))
            .nodes(2)
            .withNginx()
            .quickNodes()
            .environment("CHAT_DRAIN_DELAY", "1s")
            .start()) {
      URI url = URI.create("http://127.0.0.1:" + cluster.nginx().orElseThrow().port());

      new RollingScenario(new RemoteSite(url, directory), List.of("n1", "n2"), CLIENTS, SEED)
          .play(id -> cluster.node(id).restart());
    }
  }
}
