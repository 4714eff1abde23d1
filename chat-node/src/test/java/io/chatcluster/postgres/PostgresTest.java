package io.chatcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatcluster.archive.Archive;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.archive.PoisonException;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.Bodies;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.waiting.Answers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The adapters against a real PostgreSQL.
class PostgresTest {

  private static final int PARTITIONS = 8;
  private static final UserId ADA = new UserId("ada");

  private static EmbeddedPostgres server;
  private static Database database;
  private static PostgresArchive archive;
  private static PostgresEpochs epochs;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().start();
    database = new Database(settings(server.getJdbcUrl("postgres", "postgres")));
    database.prepare(PARTITIONS);
    archive = new PostgresArchive(database);
    epochs = new PostgresEpochs(database);
  }

  private static PostgresSettings settings(String url) {
    Duration time = Duration.ofSeconds(2);
    return new PostgresSettings(
        url,
        new PostgresSettings.Role("postgres", "postgres"),
        new PostgresSettings.Pool(4, 100),
        new PostgresSettings.Patience(time, time, time));
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
    server.close();
  }

  private static MessageId id(long number) {
    return MessageId.create(1_790_000_000_000L, 7, number);
  }

  private static Publication publication(RoomId room, String at, String prev, long id) {
    Content content = new Content.Chat(id(id), ADA, "Ada", 1_790_000_000_000L, "text " + id);
    return new Publication(
        room,
        Position.parse(at),
        Position.parse(prev),
        "n1",
        Kind.CHAT,
        ContentCodec.encode(content));
  }

  private static void commit(RoomId room, Publication... rows) {
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        ArchiveStore.Transaction transaction = store.begin(Map.of(), Set.of(room))) {
      transaction.insert(List.of(rows));
      transaction.commit();
    }
  }

  private static List<String> places(List<Publication> publications) {
    return publications.stream().map(publication -> publication.at().toString()).toList();
  }

  private static Bound page(int count) {
    return new Bound(count, 1 << 19);
  }

  @Test
  void committed_rows_are_read_back_as_they_were_in_the_order_of_positions() {
    RoomId room = new RoomId("order");
    Publication first = publication(room, "1-9", "0-0", 1);
    commit(room, first, publication(room, "1-10", "1-9", 2), publication(room, "2-1", "1-10", 3));

    List<Publication> found =
        Answers.of(archive.range(room, Position.NONE, Position.parse("2-1"), page(10)));

    assertThat(places(found)).containsExactly("1-9", "1-10", "2-1");
    assertThat(found.getFirst().body()).isEqualTo(first.body());
    assertThat(found.get(1).prev()).isEqualTo(Position.parse("1-9"));
    assertThat(
            places(
                Answers.of(
                    archive.range(room, Position.parse("1-9"), Position.parse("1-10"), page(9)))))
        .containsExactly("1-10");
    assertThat(
            places(Answers.of(archive.newest(room, Position.NONE, Position.parse("2-1"), page(1)))))
        .containsExactly("1-10");
    assertThat(Answers.of(archive.find(room, ADA, id(3)))).contains(Position.parse("2-1"));
    assertThat(Answers.of(archive.find(room, new UserId("eve"), id(3)))).isEmpty();
  }

  @Test
  void many_messages_in_doubt_are_settled_by_one_question() {
    RoomId room = new RoomId("doubts");
    commit(room, publication(room, "1-1", "0-0", 91), publication(room, "2-1", "1-1", 92));
    Position lost = Position.parse("1-2");

    List<Archive.Finding> findings =
        Answers.of(
            archive.settle(
                List.of(
                    new Archive.Doubt(room, ADA, id(92), Position.NONE),
                    new Archive.Doubt(room, ADA, id(93), lost),
                    new Archive.Doubt(room, ADA, id(94), Position.parse("1-1")),
                    new Archive.Doubt(room, ADA, id(95), Position.parse("2-2")),
                    new Archive.Doubt(new RoomId("silent"), ADA, id(96), lost))));

    assertThat(findings.getFirst().at()).contains(Position.parse("2-1"));
    assertThat(findings.subList(1, 5)).allMatch(finding -> finding.at().isEmpty());
    assertThat(findings.subList(1, 5).stream().map(Archive.Finding::passed))
        .as("nothing at the place and something above; something there; nothing above; no room")
        .containsExactly(true, false, false, false);
  }

  @Test
  void the_next_transaction_sees_the_head_that_the_last_one_moved() {
    RoomId room = new RoomId("head");
    commit(room, publication(room, "1-1", "0-0", 10));

    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        ArchiveStore.Transaction next =
            store.begin(Map.of(), Set.of(room, new RoomId("never-seen")))) {
      assertThat(next.heads())
          .containsEntry(room, Position.parse("1-1"))
          .containsEntry(new RoomId("never-seen"), Position.NONE);
    }
  }

  @Test
  void a_transaction_that_is_not_committed_leaves_nothing_behind() {
    RoomId room = new RoomId("nothing");
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        ArchiveStore.Transaction transaction = store.begin(Map.of(), Set.of(room))) {
      transaction.insert(List.of(publication(room, "1-1", "0-0", 20)));
    }

    assertThat(Answers.of(archive.newest(room, Position.NONE, Position.parse("9-9"), page(9))))
        .isEmpty();
  }

  @Test
  void a_row_that_is_refused_is_poison_and_can_be_buried_so_that_the_chain_stays_whole() {
    RoomId room = new RoomId("poison");
    Publication first = publication(room, "1-1", "0-0", 30);
    Publication sameId = publication(room, "1-2", "1-1", 30);
    try (PostgresArchiveStore store = new PostgresArchiveStore(database)) {
      assertThatThrownBy(
              () -> {
                try (var transaction = store.begin(Map.of(), Set.of(room))) {
                  transaction.insert(List.of(first, sameId));
                }
              })
          .isInstanceOf(PoisonException.class)
          .hasMessageNotContaining("text 30");
      try (var transaction = store.begin(Map.of(), Set.of(room))) {
        transaction.insert(List.of(first));
        transaction.bury(sameId, "refused");
        transaction.commit();
      }
    }

    List<Publication> found =
        Answers.of(archive.range(room, Position.NONE, Position.parse("1-2"), page(9)));
    assertThat(places(found)).containsExactly("1-1", "1-2");
    assertThat(Bodies.message(found.get(1))).contains("could not be archived");
  }

  @Test
  void a_row_whose_content_cannot_be_read_is_poison_and_can_be_buried() {
    RoomId room = new RoomId("unreadable");
    Publication damaged =
        new Publication(
            room,
            Position.parse("1-1"),
            Position.NONE,
            "n1",
            Kind.CHAT,
            "{\"ts\":x".getBytes(StandardCharsets.UTF_8));
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        var transaction = store.begin(Map.of(), Set.of(room))) {
      assertThatThrownBy(() -> transaction.insert(List.of(damaged)))
          .isInstanceOf(PoisonException.class);
      transaction.bury(damaged, "unreadable");
      transaction.commit();
    }

    assertThat(
            places(Answers.of(archive.range(room, Position.NONE, Position.parse("1-1"), page(9)))))
        .containsExactly("1-1");
  }

  @Test
  void an_epoch_is_raised_once_for_an_incarnation_and_always_above_what_redis_has_seen() {
    assertThat(claim("first", 0, 0, -1)).isEqualTo(1);
    assertThat(claim("first", 0, 0, -1)).isEqualTo(1);
    assertThat(claim("second", 0, 1, 1)).isEqualTo(2);
    assertThat(claim("second", 0, 1, 1)).isEqualTo(2);
    assertThat(claim("second", 0, 1, 2)).isEqualTo(2);
    assertThat(claim("third", 0, 6, 2)).as("the database had lost some").isEqualTo(7);
    assertThat(claim("third", 0, 8, 7)).isEqualTo(9);
    assertThat(claim("elsewhere", 3, 4, -1)).isEqualTo(5);
  }

  // It was raised under the name of an incarnation that was over, and nothing was archived in the
  // next.
  @Test
  void a_claim_that_comes_late_raises_nothing() {
    Epochs.Standing next = new Epochs.Standing(2, "next");
    claim("first", 8, 0, -1);
    claim("next", 8, 1, 1);

    assertThat(standing("over", 8, 1, 1)).isEqualTo(next);
    assertThat(standing("over", 8, 5, 1)).isEqualTo(next);
    assertThat(standing("over", 8, 1, -1)).as("it only asks").isEqualTo(next);
    assertThat(standing("next", 8, 3, 1)).as("above was not reached").isEqualTo(next);
    assertThat(standing("last", 8, 2, 2)).isEqualTo(new Epochs.Standing(3, "last"));
  }

  @Test
  void partitions_may_be_claimed_for_different_incarnations_in_one_call() {
    List<Epochs.Claim> claims =
        List.of(new Epochs.Claim(7, "b", 3, -1), new Epochs.Claim(6, "a", 0, -1));
    Map<Integer, Epochs.Standing> granted =
        Map.of(6, new Epochs.Standing(1, "a"), 7, new Epochs.Standing(4, "b"));

    assertThat(Answers.of(epochs.claim(claims))).isEqualTo(granted);
    assertThat(Answers.of(epochs.claim(claims))).isEqualTo(granted);

    List<Epochs.Claim> next =
        List.of(new Epochs.Claim(7, "c", 4, 4), new Epochs.Claim(6, "c", 1, 4));
    assertThat(Answers.of(epochs.claim(next)))
        .containsEntry(7, new Epochs.Standing(5, "c"))
        .containsEntry(6, new Epochs.Standing(1, "a"));
  }

  private static long claim(String incarnation, int partition, long above, long stood) {
    return standing(incarnation, partition, above, stood).epoch();
  }

  private static Epochs.Standing standing(
      String incarnation, int partition, long above, long stood) {
    Epochs.Claim claim = new Epochs.Claim(partition, incarnation, above, stood);
    return Objects.requireNonNull(Answers.of(epochs.claim(List.of(claim))).get(partition));
  }

  @Test
  void the_newest_of_many_rooms_are_found_in_one_question() {
    RoomId many = new RoomId("many");
    RoomId few = new RoomId("few");
    commit(
        many,
        publication(many, "1-1", "0-0", 11),
        publication(many, "1-2", "1-1", 12),
        publication(many, "3-1", "1-2", 13));
    commit(few, publication(few, "1-1", "0-0", 14));
    Map<RoomId, Position> above =
        Map.of(many, Position.parse("1-1"), few, Position.NONE, new RoomId("no"), Position.NONE);

    Map<RoomId, List<Publication>> all = Answers.of(archive.newest(above, 200, 10_000));
    Map<RoomId, List<Publication>> one = Answers.of(archive.newest(above, 1, 10_000));
    Map<RoomId, List<Publication>> least = Answers.of(archive.newest(above, 200, 1));

    assertThat(all).containsOnlyKeys(many, few);
    assertThat(places(all.getOrDefault(many, List.of()))).containsExactly("3-1", "1-2");
    assertThat(places(all.getOrDefault(few, List.of()))).containsExactly("1-1");
    assertThat(places(one.getOrDefault(many, List.of()))).containsExactly("3-1");
    assertThat(places(least.getOrDefault(many, List.of())))
        .as("one at the least, however big")
        .containsExactly("3-1");
  }

  @Test
  void a_transaction_under_an_old_epoch_is_refused() {
    claim("old", 1, 0, -1);
    claim("new", 1, 0, 1);

    try (PostgresArchiveStore store = new PostgresArchiveStore(database)) {
      assertThatThrownBy(() -> store.begin(Map.of(1, 1L), Set.of()))
          .isInstanceOfSatisfying(
              ArchiveStore.StaleEpochException.class,
              stale ->
                  assertThat(stale.newer()).containsExactly(new ArchiveStore.Newer(1, 2, "new")))
          .hasMessageContaining("partition 1");
      store.begin(Map.of(1, 2L), Set.of()).close();
    }
  }

  @Test
  void an_epoch_that_the_database_has_lost_is_learnt_again_from_the_log() {
    claim("known", 4, 0, -1);

    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        var transaction = store.begin(Map.of(4, 6L, 5, 2L), Set.of())) {
      transaction.commit();
    }

    assertThat(claim("known", 4, 0, -1)).isEqualTo(6);
    assertThat(claim("next", 5, 0, 2)).isEqualTo(3);
  }

  @Test
  void a_claim_waits_for_the_archive_transaction_under_way() throws Exception {
    claim("here", 2, 0, -1);
    CompletableFuture<Long> raised = new CompletableFuture<>();
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        var transaction = store.begin(Map.of(2, 1L), Set.of(new RoomId("under-way")))) {
      epochs
          .claim(List.of(new Epochs.Claim(2, "there", 1, 1)))
          .onSuccess(claimed -> raised.complete(Objects.requireNonNull(claimed.get(2)).epoch()));

      assertThatThrownBy(() -> raised.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      transaction.commit();
    }

    assertThat(raised.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void partitions_are_shared_fairly_and_a_dead_archivers_become_free() {
    try (PostgresArchiveStore first = new PostgresArchiveStore(database)) {
      // A connection that was closed just before may still be ending on the server.
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(first.rebalance(PARTITIONS)).hasSize(PARTITIONS));
      try (PostgresArchiveStore second = new PostgresArchiveStore(database)) {
        assertThat(second.rebalance(PARTITIONS)).isEmpty();
        Set<Integer> kept = first.rebalance(PARTITIONS);
        Set<Integer> taken = second.rebalance(PARTITIONS);

        assertThat(kept).hasSize(PARTITIONS / 2);
        assertThat(taken).hasSize(PARTITIONS / 2).doesNotContainAnyElementsOf(kept);
      }
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> first.rebalance(PARTITIONS).size() == PARTITIONS);
    }
  }

  @Test
  void a_deployment_keeps_its_number_of_partitions() {
    database.prepare(PARTITIONS);

    assertThatThrownBy(() -> database.prepare(PARTITIONS + 1))
        .isInstanceOf(WrongDeploymentException.class)
        .hasMessageContaining("created with 8 partitions, CHAT_PARTITIONS says 9");
  }

  @Test
  void a_database_that_is_not_there_is_unavailable_and_nothing_else() {
    try (Database nowhere = new Database(settings("jdbc:postgresql://127.0.0.1:1/postgres"));
        PostgresArchiveStore store = new PostgresArchiveStore(nowhere)) {
      assertThatThrownBy(() -> nowhere.prepare(PARTITIONS)).isInstanceOf(BrokerException.class);
      assertThatThrownBy(
              () -> Answers.of(new PostgresArchive(nowhere).find(new RoomId("r"), ADA, id(1))))
          .isInstanceOf(BrokerException.class);
      assertThatThrownBy(() -> store.rebalance(PARTITIONS)).isInstanceOf(BrokerException.class);
    }
  }
}
