package io.chatcluster.socketchat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a session stands in each of its rooms, and the offset that says so.
///
/// Owned by its session. A room keeps its number for as long as the session is in it, and numbers
/// are not used again, so that an offset from before a join or a leave can still be read. Most
/// sessions are in one room, or have all entered the same few in the same order: their offsets are
/// equal, and so are the frames that end in them.
final class Places {

  /// One room.
  private static final class Place {
    final int number;
    Position at;

    Place(int number, Position at) {
      this.number = number;
      this.at = at;
    }
  }

  private final Map<RoomId, Place> rooms = new LinkedHashMap<>();
  private int next;
  private @Nullable String offset;

  /// Enters a room, or stands somewhere else in it.
  void enter(RoomId room, Position at) {
    Place place = rooms.get(room);
    if (place == null) {
      rooms.put(room, new Place(next++, at));
    } else {
      place.at = at;
    }
    offset = null;
  }

  void leave(RoomId room) {
    rooms.remove(room);
    offset = null;
  }

  /// An event of a room is shown.
  void move(RoomId room, Position at) {
    Place place = rooms.get(room);
    if (place != null) {
      place.at = at;
      offset = null;
    }
  }

  /// The number of the room, if it is the only one; else -1.
  int onlyNumber() {
    return rooms.size() == 1 ? rooms.values().iterator().next().number : -1;
  }

  /// Where it stands in a room; null if it is not in it.
  @Nullable Position at(RoomId room) {
    Place place = rooms.get(room);
    return place == null ? null : place.at;
  }

  Set<RoomId> rooms() {
    return Set.copyOf(rooms.keySet());
  }

  /// What is left of a session that stands here.
  Footprint footprint(String sid, UserId user, String name) {
    List<Footprint.Step> steps = new ArrayList<>();
    rooms.forEach((room, place) -> steps.add(new Footprint.Step(place.number, room, place.at)));
    return new Footprint(sid, user, name, next, steps);
  }

  /// Takes the places of an earlier connection.
  void follow(Footprint footprint, List<Footprint.Step> steps) {
    steps.forEach(step -> rooms.put(step.room(), new Place(step.number(), step.at())));
    next = footprint.next();
    offset = null;
  }

  /// The offset: `number.epoch-offset` of each room, separated by commas; the position of one with
  /// nothing in it is left out.
  String offset() {
    String text = offset;
    if (text == null) {
      StringBuilder out = new StringBuilder();
      rooms.values().forEach(place -> Offset.append(out, place.number, place.at));
      text = out.isEmpty() ? Offset.NOWHERE : out.toString();
      offset = text;
    }
    return text;
  }
}
