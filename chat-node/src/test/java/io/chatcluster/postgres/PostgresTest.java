package io.chatcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Set;
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
