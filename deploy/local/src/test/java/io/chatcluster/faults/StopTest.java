package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that does not manage to stop, because something in it hangs.
class StopTest {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /// What every deployment leaves a node beyond delay and window, which are nought and a second.
  private static final Duration GRACE = Duration.ofSeconds(1 + 15);

  @TempDir Path directory;

  @Test
  void it_says_so_and_ends_by_itself_within_its_grace() throws Exception {
    Mutant hanging =
        new Mutant(ROOT, directory.resolve("classes"))
            .change(
                "java/io/chatcluster/Departure.java",
                "      server.drain(drain.window());",
                "      park(Duration.ofHours(1));");
    try (Cluster cluster =
        Cluster.in(directory.resolve("cluster"))
            .nodes(1)
            .nodeCommand(hanging.command())
            .quickNodes()
            .drainGrace(GRACE.multipliedBy(2))
            .start()) {
      NodeProcess node = cluster.node("n1");

      node.terminate();

      assertThat(node.awaitEnd(GRACE)).as("it ended within its grace").isTrue();
      assertThat(node.child().ending()).isEqualTo("exit code 1");
      assertThat(Files.readString(cluster.directory().resolve("n1.log")))
          .contains("the node did not stop within 15 s");
    }
  }
}
