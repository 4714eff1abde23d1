package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.loadtest.check.Violation;
import io.chatcluster.local.cluster.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The checker is worth something only if it sees a node that breaks its promises: each test breaks
/// a copy of the node in one place and expects the violation that follows.
class MutationsTest {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final long SEED = 7;

  @TempDir Path directory;

  /// What is done to the mutant, the clients talking.
  private interface Scenario {
    void play(Cluster cluster, FaultRun run) throws Exception;
  }

  private String violations(Mutant mutant, Scenario scenario) throws Exception {
    try (Cluster cluster =
            Cluster.in(directory.resolve("cluster"))
                .nodes(2)
                .nodeCommand(mutant.command())
                .quickNodes()
                .withoutRates()
                // Else the position check would heal what the mutation breaks.
                .environment("CHAT_POSITION_CHECK", "1h")
                .start();
        FaultRun run = new FaultRun(cluster, "mutant", SEED)) {
      FaultRun.quiet(Duration.ofSeconds(1));
      scenario.play(cluster, run);
      return checks(run.checkAsItIs());
    }
  }

  private Mutant mutant() {
    return new Mutant(ROOT, directory.resolve("classes"));
  }

  private static Faults faults(Cluster cluster) {
    return new Faults(cluster, new Random(SEED));
  }

  private static String checks(List<Violation> violations) {
    return violations.stream()
        .map(violation -> "C" + violation.check())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  @Test
  void a_log_that_forgets_ids_stores_messages_twice() throws Exception {
    Mutant forgetful =
        mutant().change("resources/redis/chat1.lua", "    if known and", "    if false and");

    assertThat(violations(forgetful, (cluster, _) -> faults(cluster).freezeRedis())).contains("C2");
  }

  @Test
  void a_node_that_does_not_catch_up_after_it_resubscribed_gets_stuck() throws Exception {
    Mutant careless =
        mutant()
            .change(
                "java/io/chatcluster/room/Feed.java",
                "  public void subscribed() {\n    catchUp();",
                "  public void subscribed() {\n    if (position == null) catchUp();");

    String found =
        violations(
            careless,
            (cluster, run) -> {
              // Deaf from before the last message is sent until its ack, which the sender gets by
              // asking.
              long start = System.nanoTime();
              long stop = start + Duration.ofSeconds(1).toNanos();
              long end = start + Duration.ofSeconds(25).toNanos();
              boolean sending = true;
              while (System.nanoTime() < end && (sending || !run.answered())) {
                cluster.redis().call("CLIENT", "KILL", "TYPE", "pubsub");
                if (sending && System.nanoTime() > stop) {
                  run.stopSending();
                  sending = false;
                }
              }
            });
    assertThat(found).contains("C5");
  }

  @Test
  void an_archiver_that_trims_before_it_commits_loses_messages() throws Exception {
    Mutant hasty =
        mutant()
            .change(
                "java/io/chatcluster/archive/Question.java",
                "      return queue.read(cursors, limit, patience);\n",
                """
                      ArchiveQueue.Batch batch = queue.read(cursors, limit, patience);
                      Map<Integer, Position> hasty = new java.util.HashMap<>();
                      batch.entries().forEach(entry -> hasty.put(entry.partition(), entry.queueId()));
                      queue.trimQueues(hasty);
                      return batch;
                """);

    String found =
        violations(
            hasty,
            (cluster, run) -> {
              cluster.postgres().stopImmediately();
              FaultRun.quiet(Duration.ofSeconds(1));
              run.stopSending();
              FaultRun.quiet(Duration.ofSeconds(3));
              cluster.postgres().start();
              FaultRun.quiet(Duration.ofSeconds(3));
            });
    assertThat(found).contains("C8");
  }

  @Test
  void a_node_that_acks_before_it_appends_loses_acked_messages() throws Exception {
    Mutant boastful =
        mutant()
            .change(
                "java/io/chatcluster/node/Publisher.java",
                "    lane.add(senders.take(room, draft, receipt));",
                """
                    receipt.stored(new io.chatcluster.protocol.Position(1, System.nanoTime()));
                    Receipt told =
                        new Receipt() {
                          @Override
                          public void stored(io.chatcluster.protocol.Position at) {}

                          @Override
                          public void failed(ErrorCode code, long retryAfterMillis) {}
                        };
                    lane.add(senders.take(room, draft, told));
                """);

    assertThat(violations(boastful, (cluster, _) -> faults(cluster).killRedis())).contains("C1");
  }
}
