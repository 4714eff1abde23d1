package io.chatcluster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When the archiver asks for the trimming of a room, and that it remembers none for ever.
class TrimmerTest {

  private long nanos;
  private long places;
  private final Trimmer trimmer = new Trimmer(ArchiverSettings.Trimming.USUAL, () -> nanos);

  private void committed(String room, int messages, int length) {
    List<ArchiveQueue.Entry> entries = new ArrayList<>();
    byte[] body = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
    for (int i = 1; i <= messages; i++) {
      Publication row =
          new Publication(
              new RoomId(room),
              new Position(1, i),
              new Position(i == 1 ? 0 : 1, i - 1),
              "n1",
              Kind.CHAT,
              body);
      entries.add(new ArchiveQueue.Entry(0, new Position(1, ++places), row));
    }
    trimmer.committed(HistoryFixture.planned(new ArchivePlan(Map.of()), entries));
  }

  @Test
  void a_room_is_trimmed_after_many_messages_or_many_bytes() {
    committed("many", 32, 10);
    committed("long", 3, 30_000);
    committed("little", 3, 10);

    assertThat(trim())
        .containsExactlyInAnyOrder(
            Map.entry(new RoomId("many"), new Position(1, 32)),
            Map.entry(new RoomId("long"), new Position(1, 3)));
  }

  @Test
  void a_room_to_which_few_write_is_trimmed_and_forgotten_within_half_a_minute() {
    committed("little", 3, 10);
    nanos += TimeUnit.SECONDS.toNanos(29);
    assertThat(trim()).isEmpty();
    assertThat(trimmer.rooms()).isEqualTo(1);

    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(trim()).containsExactly(Map.entry(new RoomId("little"), new Position(1, 3)));
    assertThat(trimmer.rooms()).isZero();
  }

  @Test
  void very_many_rooms_are_trimmed_in_portions_before_their_time() {
    for (int i = 0; i < 20_500; i++) {
      committed("r" + i, 1, 10);
    }

    assertThat(trim()).hasSize(Trimmer.ROOMS_AT_ONCE);
    assertThat(trimmer.rooms()).isEqualTo(20_500 - Trimmer.ROOMS_AT_ONCE);
  }

  private List<Map.Entry<RoomId, Position>> trim() {
    List<Map.Entry<RoomId, Position>> rooms = new ArrayList<>();
    for (Question<?> question : trimmer.trim()) {
      if (question instanceof Question.TrimRooms(var committed)) {
        rooms.addAll(committed.entrySet());
      }
    }
    return rooms;
  }
}
