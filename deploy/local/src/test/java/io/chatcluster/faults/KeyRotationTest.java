package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The secret that signs tokens is changed while clients talk, as docs/operations.md says: three
/// rolling restarts, the secrets in files.
class KeyRotationTest {

  private static final long SEED = 3;
  private static final int CLIENTS = 9;
  private static final String NEXT = "the next secret, of which nobody knew before 0123456789";
  private static final int DRAINING = 4503;
  private static final int UNAUTHORIZED = 4501;

  @TempDir Path directory;

  @Test
  void nobody_is_refused_while_the_secret_changes_and_the_old_one_is_worth_nothing_afterwards()
      throws Exception {
    Path previous = Files.writeString(directory.resolve("previous"), "");
    try (Cluster cluster =
        Cluster.in(directory.resolve("cluster"))
            .nodes(2)
            .withNginx()
            .quickNodes()
            .withoutRates()
            .environment("CHAT_TOKEN_SECRET_PREVIOUS_FILE", previous.toString())
            .start()) {
      rotate(cluster, previous);
    }
  }

  private static void rotate(Cluster cluster, Path previous) throws Exception {
    LocalSite site = new LocalSite(cluster, SEED);
    try (FaultRun run = new FaultRun(site, "keys", SEED, CLIENTS)) {
      String old = cluster.secret().value();
      secrets(cluster, old, previous, NEXT);
      restartAll(cluster);
      run.newcomer("old-token");

      secrets(cluster, NEXT, previous, old);
      cluster.node("n1").restart();
      // One node signs with the new secret, the other one does not yet; each accepts both.
      run.newcomer("old-token");
      site.signWith(NEXT);
      run.newcomer("new-token");
      run.newcomer("new-token");
      cluster.node("n2").restart();

      secrets(cluster, NEXT, previous, "");
      restartAll(cluster);
      run.newcomer("new-token");
      assertThat(run.refusal(old)).containsExactly(UNAUTHORIZED);

      assertThat(run.finish()).isEmpty();
      assertThat(run.travels().endings()).containsOnlyKeys(DRAINING);
    }
  }

  private static void secrets(Cluster cluster, String signs, Path previous, String also)
      throws IOException {
    Files.writeString(cluster.secret().path(), signs + "\n");
    Files.writeString(previous, also + "\n");
  }

  private static void restartAll(Cluster cluster) {
    cluster.nodes().forEach(NodeProcess::restart);
  }
}
