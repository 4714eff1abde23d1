package io.chatcluster.sim;

import io.chatcluster.broker.Queued;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything that a Redis server holds.
final class SimState {
  long epoch = -1;
  String owner = "";
  String claimed = "";

  /// The newest place of the queue; null if there is no queue.
  @Nullable Position place;

  final Map<RoomId, SimRoom> rooms = new HashMap<>();
  final NavigableMap<Position, Publication> log = new TreeMap<>();

  SimState copy() {
    SimState copy = new SimState();
    copy.epoch = epoch;
    copy.owner = owner;
    copy.claimed = claimed;
    copy.place = place;
    rooms.forEach((id, room) -> copy.rooms.put(id, room.copy()));
    copy.log.putAll(log);
    return copy;
  }

  /// What waits for the archiver of a room.
  List<Queued> waiting(RoomId id) {
    return log.entrySet().stream()
        .filter(entry -> entry.getValue().room().equals(id))
        .map(entry -> new Queued(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// Rooms of which something waits for the archiver.
  Set<RoomId> waiting(List<RoomId> ids) {
    return ids.stream().filter(id -> !waiting(id).isEmpty()).collect(Collectors.toSet());
  }

  /// The room logs.
  Map<RoomId, List<Publication>> streams() {
    Map<RoomId, List<Publication>> streams = new HashMap<>();
    rooms.forEach((id, room) -> streams.put(id, List.copyOf(room.stream.values())));
    return streams;
  }

  /// Whether what waits of a room goes on from a message that is in neither queue nor archive.
  boolean queueNeedsStream(RoomId id, Position archived) {
    List<Publication> waiting =
        log.values().stream().filter(entry -> entry.room().equals(id)).toList();
    List<Position> places = waiting.stream().map(Publication::at).toList();
    return waiting.stream()
        .map(Publication::prev)
        .anyMatch(prev -> prev.isAfter(archived) && !places.contains(prev));
  }
}
