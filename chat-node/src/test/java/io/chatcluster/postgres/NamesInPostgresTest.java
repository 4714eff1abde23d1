package io.chatcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.archive.Archive;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.broker.Bound;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.NameTable;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.UserId;
import io.chatcluster.waiting.Answers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rooms and users of every name in a real PostgreSQL: in each room the user of that name says it.
class NamesInPostgresTest {

  private static final MessageId ID = MessageId.create(1_790_000_000_000L, 7, 1);
  private static final Position FIRST = new Position(1, 1);
  private static final Position SECOND = new Position(1, 2);
  private static final Bound PAGE = new Bound(9, 1 << 19);
  private static final List<RoomId> ROOMS = NameTable.accepted().stream().map(RoomId::new).toList();

  private static EmbeddedPostgres server;
  private static Database database;
  private static PostgresArchive archive;

  @BeforeAll
  static void everybody_is_archived() throws IOException {
    server = EmbeddedPostgres.builder().start();
    Duration time = Duration.ofSeconds(2);
    database =
        new Database(
            new PostgresSettings(
                server.getJdbcUrl("postgres", "postgres"),
                new PostgresSettings.Role("postgres", "postgres"),
                new PostgresSettings.Pool(4, 100),
                new PostgresSettings.Patience(time, time, time)));
    database.prepare(8);
    archive = new PostgresArchive(database);
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        ArchiveStore.Transaction transaction = store.begin(Map.of(), ROOMS)) {
      transaction.insert(ROOMS.stream().map(NamesInPostgresTest::said).toList());
      ROOMS.forEach(room -> transaction.bury(poison(room), "for the test"));
      transaction.commit();
    }
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
    server.close();
  }

  private static Publication said(RoomId room) {
    UserId user = new UserId(room.value());
    Content content = new Content.Chat(ID, user, room.value(), 1_790_000_000_000L, "hi");
    return new Publication(
        room, FIRST, Position.NONE, "n1", Kind.CHAT, ContentCodec.encode(content));
  }

  private static Publication poison(RoomId room) {
    return new Publication(room, SECOND, FIRST, "n1", Kind.CHAT, said(room).body());
  }

  @Test
  void a_room_has_what_was_said_in_it_and_nothing_else() {
    for (RoomId room : ROOMS) {
      List<Publication> found = Answers.of(archive.range(room, Position.NONE, SECOND, PAGE));
      assertThat(found).as(room.value()).hasSize(2);
      assertThat(found.getFirst().body()).isEqualTo(said(room).body());
      assertThat(Stamp.of(found.getLast().body()).from().value())
          .as("whose message could not be archived")
          .isEqualTo(room.value());
    }
  }

  @Test
  void a_message_is_known_by_its_room_and_sender() {
    for (RoomId room : ROOMS) {
      assertThat(Answers.of(archive.find(room, new UserId(room.value()), ID))).contains(FIRST);
      assertThat(Answers.of(archive.find(room, new UserId("ada"), ID))).isEmpty();
    }
    List<Archive.Doubt> doubts =
        ROOMS.stream()
            .map(room -> new Archive.Doubt(room, new UserId(room.value()), ID, SECOND))
            .toList();
    assertThat(Answers.of(archive.settle(doubts)))
        .hasSize(ROOMS.size())
        .allMatch(finding -> finding.at().filter(FIRST::equals).isPresent());
  }

  @Test
  void what_nobody_can_read_is_from_nobody_who_can_ever_come() {
    RoomId room = new RoomId("the unreadable");
    Publication damaged =
        new Publication(room, FIRST, Position.NONE, "n1", Kind.CHAT, new byte[] {'{'});
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        ArchiveStore.Transaction transaction = store.begin(Map.of(), List.of(room))) {
      transaction.bury(damaged, "for the test");
      transaction.commit();
    }

    List<Publication> found = Answers.of(archive.range(room, Position.NONE, FIRST, PAGE));
    UserId from = Stamp.of(found.getFirst().body()).from();
    assertThat(from.guest()).isTrue();
    assertThat(from.value()).doesNotMatch("guest-[0-9a-f]+");
  }

  @Test
  void rooms_of_any_name_are_found_in_one_question() {
    assertThat(Answers.of(archive.heads(ROOMS)))
        .hasSize(ROOMS.size())
        .containsOnlyKeys(ROOMS)
        .containsValue(SECOND);
    Map<RoomId, Position> above =
        ROOMS.stream().collect(Collectors.toMap(room -> room, _ -> Position.NONE));
    assertThat(Answers.of(archive.newest(above, 1, 10_000))).containsOnlyKeys(ROOMS);
    try (PostgresArchiveStore store = new PostgresArchiveStore(database);
        ArchiveStore.Transaction next = store.begin(Map.of(), ROOMS)) {
      assertThat(next.heads()).containsOnlyKeys(ROOMS).containsValue(SECOND);
      assertThat(next.heads()).doesNotContainValue(Position.NONE);
    }
  }
}
