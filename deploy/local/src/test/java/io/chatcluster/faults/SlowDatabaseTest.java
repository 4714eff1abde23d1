package io.chatcluster.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.loadtest.client.Position;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is far away, or answers nothing any more, and what somebody on another node notices of it.
class SlowDatabaseTest {

  private static final Path DIRECTORY =
      Path.of("target", "slow-database-" + ProcessHandle.current().pid());

  /// In many partitions: whatever the silent node holds, it holds some of these.
  private static final int ROOMS = 24;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static SlowWay way;
  private static Cluster cluster;
  private static Talker talker;

  @BeforeAll
  static void start() {
    way = new SlowWay();
    cluster =
        Cluster.in(DIRECTORY)
            .nodes(2)
            .quickNodes()
            .environment("CHAT_RATE_PER_SECOND", "0")
            .environment("CHAT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + way.port() + "/chat")
            .build();
    way.leadsTo(cluster.postgres().port());
    cluster.start();
    talker = new Talker(cluster, cluster.node("n1"), ROOMS);
    talker.sayEverywhere();
    talker.awaitAcks(PATIENCE);
  }

  @AfterAll
  static void stop() {
    talker.close();
    cluster.close();
    way.close();
  }

  @AfterEach
  void near() {
    way.takes(Duration.ZERO);
  }

  private static void restartRedis() {
    cluster.redis().kill();
    cluster.redis().start();
  }

  // The fence claimed partition by partition and was cut for it, again and again.
  @Test
  void at_50_ms_a_restart_of_redis_is_survived_and_every_room_goes_on() {
    way.takes(Duration.ofMillis(50));

    restartRedis();
    talker.sayEverywhere();

    talker.awaitAcks(PATIENCE);
  }

  @Test
  void at_half_a_second_an_emptied_redis_is_filled_again_and_history_is_read() {
    long said = talker.said();
    way.takes(Duration.ofMillis(500));

    cluster.redis().call("FLUSHALL");
    try (Talker reader = new Talker(cluster, cluster.node("n2"), 0)) {
      reader.client().resume(talker.room(0), Position.START);

      await("all that was said in a room is read")
          .atMost(PATIENCE)
          .until(() -> reader.heard(talker.room(0)) >= said / ROOMS);
    }
    talker.sayEverywhere();
    talker.awaitAcks(PATIENCE);
  }

  @Test
  void at_20_ms_no_room_waits_four_times_as_long_for_its_acks_as_another() {
    way.takes(Duration.ofMillis(20));
    List<List<Long>> waits = new ArrayList<>();
    for (int room = 0; room < ROOMS; room++) {
      waits.add(new ArrayList<>());
    }

    for (int round = 0; round < 5; round++) {
      talker.sayEverywhere();
      List<Long> took = talker.awaitAcks(PATIENCE);
      for (int room = 0; room < ROOMS; room++) {
        waits.get(room).add(took.get(room));
      }
    }

    List<Long> usual = waits.stream().map(SlowDatabaseTest::middle).sorted().toList();
    assertThat(usual.getLast()).isLessThanOrEqualTo(4 * usual.getFirst());
  }

  private static long middle(List<Long> times) {
    Collections.sort(times);
    return times.get(times.size() / 2);
  }

  // It held its partitions until PostgreSQL missed it, two hours by default.
  @Test
  void what_a_frozen_node_holds_is_archived_by_the_others_within_seconds() {
    NodeProcess silent = cluster.node("n2");
    silent.pause();
    try {
      talker.sayEverywhere();
      // Five seconds, and a few for a machine that does a lot else.
      talker.awaitAcks(Duration.ofSeconds(9));
    } finally {
      silent.resume();
    }
  }

  // The fence of the others waited for the row locks of its transaction.
  @Test
  void a_node_frozen_in_the_middle_of_a_transaction_does_not_stop_a_restart_of_redis()
      throws SQLException {
    NodeProcess silent = cluster.node("n2");
    way.takes(Duration.ofMillis(20));
    freezeInTransaction(silent);
    try {
      restartRedis();
      talker.sayEverywhere();
      talker.awaitAcks(Duration.ofSeconds(12));
    } finally {
      silent.resume();
    }
  }

  private static void freezeInTransaction(NodeProcess node) throws SQLException {
    for (int attempt = 0; attempt < 200; attempt++) {
      talker.sayEverywhere();
      FaultRun.quiet(Duration.ofMillis(100 + attempt));
      node.pause();
      Optional<String> open = openTransaction();
      FaultRun.quiet(Duration.ofMillis(300));
      if (open.isPresent() && open.equals(openTransaction())) {
        return;
      }
      node.resume();
    }
    throw new AssertionError("the node was never in a transaction when it froze");
  }

  /// The oldest transaction in which a node does nothing just now.
  private static Optional<String> openTransaction() throws SQLException {
    try (Connection connection = cluster.postgres().connect();
        Statement ask = connection.createStatement();
        ResultSet row =
            ask.executeQuery(
                "SELECT pid || ' since ' || xact_start FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'chat-node%' AND state = 'idle in transaction'"
                    + " ORDER BY xact_start LIMIT 1")) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }
}
