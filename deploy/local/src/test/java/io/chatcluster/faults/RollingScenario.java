package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Clients talk across all nodes of a site; then every node is restarted in its turn, under load.
///
/// @param nodes their ids
record RollingScenario(Site site, List<String> nodes, int clients, long seed) {

  private static final Duration BREATH = Duration.ofSeconds(1);
  private static final int DRAINING = 4503;

  /// Restarts a node and returns when it is ready again.
  interface Restart {
    void of(String node) throws Exception;
  }

  /// Fails unless nothing is lost and each client moves once for each node that it was on.
  void play(Restart restart) throws Exception {
    try (FaultRun run = new FaultRun(site, "rolling", seed, clients)) {
      for (int i = 0; i < nodes.size(); i++) {
        run.talkAcross(nodes.get(i), nodes.get((i + 1) % nodes.size()));
      }
      Map<String, Long> connects = new TreeMap<>(run.travels().connects());
      for (String node : nodes) {
        FaultRun.quiet(BREATH);
        Map<String, String> whereabouts = run.travels().whereabouts();
        assertThat(whereabouts).hasSize(clients).containsValue(node);
        whereabouts.forEach(
            (client, where) -> connects.merge(client, where.equals(node) ? 1L : 0, Long::sum));

        restart.of(node);
        run.awaitSettled();
        assertThat(run.travels().whereabouts()).doesNotContainValue(node);
      }

      assertThat(run.finish()).isEmpty();
      assertThat(run.travels().connects()).isEqualTo(connects);
      assertThat(run.travels().endings()).containsOnlyKeys(DRAINING);
      assertThat(run.travels().troubles()).isEmpty();
    }
  }
}
