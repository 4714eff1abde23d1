package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is stored of one room after a run, in the order of positions.
final class RoomHistory {

  static final RoomHistory EMPTY = new RoomHistory(List.of());

  private final List<Stored> messages;
  private final List<Position> positions;

  private RoomHistory(List<Stored> sorted) {
    this.messages = sorted;
    this.positions = sorted.stream().map(Stored::at).toList();
  }

  /// Puts archive and logs together, room by room; where both have a position, the archive counts.
  static Map<String, RoomHistory> merge(List<Stored> archive, List<Stored> logs) {
    Map<String, Map<Position, Stored>> rooms = new HashMap<>();
    for (List<Stored> source : List.of(archive, logs)) {
      for (Stored stored : source) {
        rooms.computeIfAbsent(stored.room(), _ -> new HashMap<>()).putIfAbsent(stored.at(), stored);
      }
    }
    Map<String, RoomHistory> histories = new HashMap<>();
    rooms.forEach((room, byPosition) -> histories.put(room, of(byPosition)));
    return histories;
  }

  private static RoomHistory of(Map<Position, Stored> byPosition) {
    List<Stored> sorted = new ArrayList<>(byPosition.values());
    sorted.sort(Comparator.comparing(Stored::at));
    return new RoomHistory(sorted);
  }

  List<Stored> messages() {
    return messages;
  }

  /// The last position; the start for a room without messages.
  Position head() {
    return positions.isEmpty() ? Position.START : positions.getLast();
  }

  /// The place of a position in the order; negative if nothing is stored there.
  int indexOf(Position at) {
    return Collections.binarySearch(positions, at);
  }

  /// How many messages stand at or below a position.
  int countUpTo(Position at) {
    int index = indexOf(at);
    return index >= 0 ? index + 1 : -index - 1;
  }

  @Nullable Stored at(Position at) {
    int index = indexOf(at);
    return index < 0 ? null : messages.get(index);
  }
}
