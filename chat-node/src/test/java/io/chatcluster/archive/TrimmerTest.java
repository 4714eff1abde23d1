package io.chatcluster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When the archiver asks for the trimming of a room, and that it remembers none for ever.
class TrimmerTest {

  private long nanos;
  private long places;
  private final Asked asked = new Asked();
  private final Trimmer trimmer = new Trimmer(asked, () -> nanos);

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
              body);
      entries.add(new ArchiveQueue.Entry(0, new Position(1, ++places), row));
    }
    trimmer.committed(new ArchivePlan(Map.of()).add(entries, (_, _, _) -> List.of()));
  }

  @Test
  void a_room_is_trimmed_after_many_messages_or_many_bytes() {
    committed("many", 32, 10);
    committed("long", 3, 30_000);
    committed("little", 3, 10);

    trimmer.trim();

    assertThat(asked.rooms)
        .containsExactlyInAnyOrder(
            Map.entry(new RoomId("many"), new Position(1, 32)),
            Map.entry(new RoomId("long"), new Position(1, 3)));
  }

  @Test
  void a_room_to_which_few_write_is_trimmed_and_forgotten_within_half_a_minute() {
    committed("little", 3, 10);
    nanos += TimeUnit.SECONDS.toNanos(29);
    trimmer.trim();
    assertThat(asked.rooms).isEmpty();
    assertThat(trimmer.rooms()).isEqualTo(1);

    nanos += TimeUnit.SECONDS.toNanos(1);
    trimmer.trim();

    assertThat(asked.rooms).containsExactly(Map.entry(new RoomId("little"), new Position(1, 3)));
    assertThat(trimmer.rooms()).isZero();
  }

  @Test
  void very_many_rooms_are_trimmed_in_portions_before_their_time() {
    for (int i = 0; i < 20_500; i++) {
      committed("r" + i, 1, 10);
    }

    trimmer.trim();

    assertThat(asked.rooms).hasSize(Trimmer.ROOMS_AT_ONCE);
    assertThat(trimmer.rooms()).isEqualTo(20_500 - Trimmer.ROOMS_AT_ONCE);
  }

  /// Notes what is to be trimmed.
  private static final class Asked implements ArchiveQueue {

    private final List<Map.Entry<RoomId, Position>> rooms = new ArrayList<>();

    @Override
    public void trimRooms(Map<RoomId, Position> committed) {
      rooms.addAll(committed.entrySet());
    }

    @Override
    public void trimQueues(Map<Integer, Position> upTo) {}

    @Override
    public Batch read(Map<Integer, Position> cursors, int limit, Duration wait) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Publication> readRoom(RoomId room, Position after, Position upTo) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void raise(List<ArchiveStore.Newer> epochs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Backlog backlog(Set<Integer> partitions) {
      throw new UnsupportedOperationException();
    }
  }
}
