package io.chatcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Future;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How long anybody holds a real PostgreSQL, and what others can do meanwhile.
class PatienceTest {

  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofMillis(700);
  private static final int POOL = 3;
  private static final RoomId ROOM = new RoomId("general");

  private static EmbeddedPostgres server;
  private static Database database;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().start();
    String url = server.getJdbcUrl("postgres", "postgres");
    database =
        new Database(
            new PostgresSettings(
                url,
                new PostgresSettings.Role("postgres", "postgres"),
                new PostgresSettings.Pool(POOL, 100),
                new PostgresSettings.Patience(TIMEOUT, Duration.ofSeconds(5), IDLE)));
    database.prepare(8);
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
    server.close();
  }

  private static Connection operator() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  private static int active() throws SQLException {
    try (Connection connection = operator();
        Statement ask = connection.createStatement();
        ResultSet row =
            ask.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'chat-node%' AND state = 'active'")) {
      row.next();
      return row.getInt(1);
    }
  }

  // A lock on `publication` used up all connections of the server: the node gave up after four
  // seconds, asked again over another one, and what it had asked first went on waiting for ever.
  @Test
  void reads_that_nobody_waits_for_end_on_the_server_and_leave_the_others_their_connections()
      throws SQLException {
    PostgresArchive archive = new PostgresArchive(database);
    List<Future<?>> reads = new ArrayList<>();
    try (Connection vacuum = operator();
        Statement lock = vacuum.createStatement()) {
      vacuum.setAutoCommit(false);
      lock.execute("LOCK TABLE publication IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < 4 * POOL; i++) {
        reads.add(archive.newest(ROOM, Position.NONE, new Position(9, 9), new Bound(10, 1 << 19)));
      }

      Map<Integer, Epochs.Standing> claimed =
          Answers.of(
              new PostgresEpochs(database).claim(List.of(new Epochs.Claim(0, "here", 0, -1))));

      assertThat(claimed).containsKey(0);
      assertThat(active()).isLessThanOrEqualTo(POOL);
      await().atMost(Duration.ofSeconds(10)).until(() -> reads.stream().allMatch(Future::failed));
      assertThat(reads)
          .allSatisfy(read -> assertThat(read.cause()).isInstanceOf(BrokerException.class));
      await().atMost(Duration.ofSeconds(5)).until(() -> active() == 0);
      vacuum.rollback();
    }
    assertThat(Answers.of(archive.find(ROOM, new UserId("ada"), MessageId.create(1, 2, 3))))
        .isEmpty();
  }

  // It held the locks of its partitions until PostgreSQL noticed, two hours by default; the fence
  // waited for them, and nobody was acked.
  @Test
  void a_node_frozen_in_the_middle_of_a_transaction_holds_up_a_claim_for_moments() {
    PostgresEpochs epochs = new PostgresEpochs(database);
    Answers.of(epochs.claim(List.of(new Epochs.Claim(1, "before", 0, -1))));
    try (PostgresArchiveStore frozen = new PostgresArchiveStore(database)) {
      frozen.rebalance(8);
      ArchiveStore.Transaction standing = frozen.begin(Map.of(1, 1L), Set.of(ROOM));
      assertThat(standing.heads()).containsKey(ROOM);

      long began = System.nanoTime();
      Map<Integer, Epochs.Standing> claimed =
          Answers.of(epochs.claim(List.of(new Epochs.Claim(1, "after", 0, 1))));

      assertThat(claimed).containsEntry(1, new Epochs.Standing(2, "after"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      // Its partitions are free as well.
      try (PostgresArchiveStore other = new PostgresArchiveStore(database)) {
        await().atMost(Duration.ofSeconds(5)).until(() -> other.rebalance(8).size() == 8);
      }
    }
  }

  @Test
  void every_session_has_its_limits_on_the_server() {
    record Limit(String name, String wanted) {}
    List<Limit> limits =
        List.of(
            new Limit("statement_timeout", "500ms"),
            new Limit("lock_timeout", "500ms"),
            new Limit("idle_in_transaction_session_timeout", "700ms"),
            new Limit("client_connection_check_interval", "1s"),
            new Limit("tcp_user_timeout", "10s"),
            new Limit("tcp_keepalives_idle", "10"));
    for (Limit limit : limits) {
      String found =
          Answers.of(
              database.with(
                  Share.READS,
                  connection -> {
                    try (Statement ask = connection.createStatement();
                        ResultSet row =
                            ask.executeQuery(
                                "SELECT setting || coalesce(unit, '') FROM pg_settings WHERE name = '"
                                    + limit.name()
                                    + "'")) {
                      row.next();
                      return row.getString(1);
                    }
                  }));
      assertThat(found)
          .as(limit.name())
          .isIn(limit.wanted(), millis(limit.wanted()), limit.wanted() + "s");
    }
  }

  private static String millis(String seconds) {
    return seconds.replace("s", "000ms");
  }
}
