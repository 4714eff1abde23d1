package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import io.chatcluster.local.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A node that is told to stop, behind the shipped nginx, its clients talking all the time.
class RollingRestartTest {

  private static final Path DIRECTORY =
      Path.of("target", "rolling-" + ProcessHandle.current().pid());

  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
  private static final int CLIENTS = 24;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofSeconds(3);

  /// What every deployment leaves a node beyond delay and window; `DrainArithmeticTest` holds them
  /// to it.
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private static final Duration GRACE = DELAY.plus(WINDOW).plus(MARGIN);
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int DRAINING = 4503;

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    System.out.println("replay with -Dtest=RollingRestartTest -Dfaults.seed=" + SEED);
    cluster =
        Cluster.in(DIRECTORY)
            .nodes(3)
            .withNginx()
            .quickNodes()
            .drainGrace(GRACE.multipliedBy(2))
            .withoutRates()
            .environment("CHAT_DRAIN_DELAY", DELAY.toSeconds() + "s")
            .environment("CHAT_DRAIN_WINDOW", WINDOW.toSeconds() + "s")
            .start();
  }

  @AfterEach
  void startWhatATestHasStopped() throws IOException, InterruptedException {
    drainSh("--undo", "n2");
    List.of(cluster.redis(), cluster.postgres()).forEach(Program::resume);
    cluster.nodes().forEach(NodeProcess::start);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void all_nodes_restart_in_turn_and_each_client_moves_once_for_each_node_it_was_on()
      throws Exception {
    new RollingScenario(new LocalSite(cluster, SEED), List.of("n1", "n2", "n3"), CLIENTS, SEED)
        .play(
            id -> {
              drain(cluster.node(id));
              cluster.node(id).start();
            });
  }

  /// Tells it to stop, and sees it go as it promises.
  private static void drain(NodeProcess node) throws IOException {
    long stoppedBefore = stops(node);
    node.terminate();

    await(node.name() + " is not ready").atMost(DELAY.plus(WINDOW)).until(() -> !node.ready());
    // It still serves, and says so.
    assertThat(node.metrics()).contains("chat_node_draining 1");
    assertThat(node.awaitEnd(GRACE)).as("%s ended within its grace", node.name()).isTrue();
    assertThat(node.child().ending()).isEqualTo("signal 15");
    await().atMost(BOUND).until(() -> stops(node) == stoppedBefore + 1);
  }

  private static long stops(NodeProcess node) throws IOException {
    try (var lines = Files.lines(DIRECTORY.resolve(node.name() + ".log"))) {
      return lines.filter(line -> line.endsWith("stopped")).count();
    }
  }

  @Test
  void newcomers_are_no_error_while_a_node_drains_and_drain_sh_keeps_them_away_before()
      throws Exception {
    NodeProcess node = cluster.node("n2");
    try (FaultRun run = new FaultRun(cluster, "newcomers", SEED, CLIENTS)) {
      Map<String, String> before = run.travels().whereabouts();
      drainSh(node.name());
      // A reload takes its time. In the rotation the node would get one of three.
      await()
          .atMost(BOUND)
          .until(
              () ->
                  IntStream.range(0, 10)
                      .noneMatch(i -> run.newcomer("before-" + i).equals(node.name())));
      // Nobody was cut off by that.
      assertThat(run.travels().whereabouts()).containsAllEntriesOf(before);

      node.terminate();
      for (int i = 0; node.running(); i++) {
        assertThat(run.newcomer("meanwhile-" + i)).isNotEqualTo(node.name());
        FaultRun.quiet(Duration.ofMillis(100));
      }
      node.start();
      drainSh("--undo", node.name());
      await().atMost(BOUND).until(() -> run.newcomer("after").equals(node.name()));

      assertThat(run.finish()).isEmpty();
      assertThat(run.travels().endings()).containsOnlyKeys(DRAINING);
    }
    try (var lines = Files.lines(cluster.nginx().orElseThrow().accessLog())) {
      assertThat(lines.filter(line -> line.contains("\"path\":\"/ws\"")))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"status\":101"));
    }
  }

  private static void drainSh(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder script = new ProcessBuilder("/bin/sh", "../../loadbalancer/drain.sh");
    script.command().addAll(List.of(arguments));
    long nginx = cluster.nginx().orElseThrow().pid();
    script.environment().put("CHAT_NGINX_DIRECTORY", DIRECTORY.resolve("nginx").toString());
    script.environment().put("CHAT_RELOAD", "kill -HUP " + nginx);
    assertThat(script.inheritIO().start().waitFor()).isZero();
  }

  /// The worst moment to stop: whoever should answer does not.
  @Test
  void a_node_whose_redis_and_postgresql_hang_ends_within_its_grace_too() throws Exception {
    NodeProcess node = cluster.node("n3");
    try (FaultRun run = new FaultRun(cluster, "hung", SEED, CLIENTS)) {
      FaultRun.quiet(DELAY);
      cluster.redis().pause();
      cluster.postgres().pause();

      node.terminate();
      assertThat(node.awaitEnd(GRACE)).as("it ended within its grace").isTrue();

      cluster.redis().resume();
      cluster.postgres().resume();
      node.start();
      assertThat(run.finish()).isEmpty();
    }
  }
}
