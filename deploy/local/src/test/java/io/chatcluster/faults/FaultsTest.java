package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.cluster.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The contract under faults, at level `durable`: three nodes, real Redis and PostgreSQL, nine
/// clients that talk all the time.
class FaultsTest {

  /// How long the random mix goes on.
  private static final Duration MIX = Duration.ofSeconds(Integer.getInteger("faults.seconds", 30));

  private static final Duration BREATH = Duration.ofSeconds(1);

  /// Kept: the logs of all programs, and the history of a run that broke a promise.
  private static final Path DIRECTORY =
      Path.of("target", "faults-" + ProcessHandle.current().pid());

  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    System.out.println("replay with -Dtest=FaultsTest -Dfaults.seed=" + SEED);
    cluster = Cluster.in(DIRECTORY).nodes(3).quickNodes().withoutRates().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void survives(String name, int times, Consumer<Faults> fault) throws Exception {
    try (FaultRun run = new FaultRun(cluster, name, SEED)) {
      Faults faults = new Faults(cluster, new Random(SEED));
      for (int i = 0; i < times; i++) {
        FaultRun.quiet(BREATH);
        fault.accept(faults);
      }
      FaultRun.quiet(BREATH);

      assertThat(run.finish()).isEmpty();
    }
  }

  @Test
  void nothing_is_lost_without_faults() throws Exception {
    survives("calm", 2, _ -> {});
  }

  @Test
  void nodes_that_are_killed_lose_nothing() throws Exception {
    survives("node-kill", 3, Faults::killNode);
  }

  @Test
  void wake_ups_that_are_lost_are_read_from_the_log() throws Exception {
    survives("pubsub-cut", 2, Faults::cutPubSub);
  }

  @Test
  void connections_to_redis_that_are_cut_lose_nothing_and_repeat_nothing() throws Exception {
    survives("all-cut", 2, Faults::cutAll);
  }

  @Test
  void appends_that_were_answered_too_late_are_not_repeated() throws Exception {
    survives("redis-freeze", 2, Faults::freezeRedis);
  }

  @Test
  void a_redis_that_is_killed_and_started_again_loses_nothing() throws Exception {
    survives("redis-kill", 2, Faults::killRedis);
  }

  @Test
  void a_redis_that_is_emptied_loses_no_acked_message() throws Exception {
    survives("redis-flush", 3, Faults::flushRedis);
  }

  @Test
  void a_database_that_is_away_for_seconds_delays_acks_and_loses_nothing() throws Exception {
    survives("postgres-stop", 1, Faults::stopPostgres);
  }

  @Test
  void clients_that_were_away_while_logs_were_trimmed_miss_nothing() throws Exception {
    survives(
        "trim",
        3,
        faults -> {
          faults.killNode();
          faults.trimQueues();
        });
  }

  @Test
  void a_random_mix_of_faults_breaks_no_promise() throws Exception {
    long end = System.nanoTime() + MIX.toNanos();
    try (FaultRun run = new FaultRun(cluster, "mix", SEED)) {
      Faults faults = new Faults(cluster, new Random(SEED));
      while (System.nanoTime() < end) {
        FaultRun.quiet(Duration.ofMillis(500));
        faults.any();
      }

      assertThat(run.finish()).isEqualTo(List.of());
    }
  }
}
