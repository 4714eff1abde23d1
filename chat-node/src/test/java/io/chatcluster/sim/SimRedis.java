package io.chatcluster.sim;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.history.ArchiveLog;
import io.chatcluster.history.ArchiveStore;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What `chat1.lua` does, in memory, with one partition; crashes lose what was written since the
/// last sync.
final class SimRedis {

  static final int PARTITION = 0;
  private static final long LEEWAY_MILLIS = 10_000;

  /// Everything that a Redis server holds.
  private static final class State {
    long generation = -1;
    String owner = "";
    long logSequence;
    final Map<RoomId, Room> rooms = new HashMap<>();
    final NavigableMap<Position, Publication> log = new TreeMap<>();

    State copy() {
      State copy = new State();
      copy.generation = generation;
      copy.owner = owner;
      copy.logSequence = logSequence;
      rooms.forEach((id, room) -> copy.rooms.put(id, room.copy()));
      copy.log.putAll(log);
      return copy;
    }
  }

  private static final class Room {
    long epoch = -1;
    Position last = Position.NONE;
    Position top = Position.NONE;
    long opened;
    final NavigableMap<Position, Publication> stream = new TreeMap<>();
    final Map<String, Placed> ids = new HashMap<>();

    Room copy() {
      Room copy = new Room();
      copy.epoch = epoch;
      copy.last = last;
      copy.top = top;
      copy.opened = opened;
      copy.stream.putAll(stream);
      copy.ids.putAll(ids);
      return copy;
    }
  }

  private record Placed(Position at, Position logId, long untilMillis) {}

  private final Clockwork clock;
  private final Scenario scenario;
  private final Consumer<Publication> wakeUps;
  private State state = new State();
  private State synced = new State();
  private int life = 1;
  private boolean down;
  private long pausedUntil;

  SimRedis(Clockwork clock, Scenario scenario, Consumer<Publication> wakeUps) {
    this.clock = clock;
    this.scenario = scenario;
    this.wakeUps = wakeUps;
  }

  /// Names this uninterrupted life of the server.
  String history() {
    return "life-" + life;
  }

  int life() {
    return life;
  }

  boolean down() {
    return down;
  }

  /// Until when nothing is answered, in microseconds.
  long pausedUntil() {
    return pausedUntil;
  }

  void pause(long micros) {
    pausedUntil = clock.nowMicros() + micros;
  }

  /// Everything so far survives a crash from now on.
  void sync() {
    if (!down) {
      synced = state.copy();
    }
  }

  /// Dies, and with it every connection.
  void crash(boolean losing) {
    state = losing ? synced.copy() : state;
    synced = state.copy();
    pausedUntil = 0;
    down = true;
    life++;
  }

  void restart() {
    down = false;
  }

  void flushAll() {
    state = new State();
  }

  long generation() {
    return state.generation;
  }

  String generationOwner() {
    return state.owner;
  }

  long fence(long generation, String history) {
    if (generation > state.generation) {
      state.generation = generation;
      state.owner = history;
    } else if (generation == state.generation) {
      state.owner = history;
    }
    return state.generation;
  }

  /// The rule of [io.chatcluster.history.ArchiveLog#raise].
  long raise(List<ArchiveStore.Newer> generations) {
    for (ArchiveStore.Newer newer : generations) {
      if (state.generation >= 0 && state.owner.equals(newer.history())) {
        fence(newer.generation(), newer.history());
      }
    }
    return state.generation;
  }

  Append append(RoomId id, List<Draft> drafts, long generation, String origin) {
    if (state.generation != generation) {
      return new Stale();
    }
    Room room = state.rooms.get(id);
    if (room == null || room.epoch != generation) {
      return closed(room, generation);
    }
    List<Append.Outcome> outcomes = new ArrayList<>();
    for (Draft draft : drafts) {
      String key = draft.user() + ":" + draft.id();
      Placed known = remembered(room, key);
      boolean stands = known != null && !draft.lostAt().equals(Optional.of(known.at()));
      if (known != null && stands && scenario.mutation() != Mutation.NO_DEDUPE) {
        outcomes.add(new Append.Outcome.Duplicate(known.at(), known.logId()));
        if (known.at().epoch() != generation) {
          break;
        }
      } else if (draft.id().timeMillis() <= room.opened + LEEWAY_MILLIS && !draft.proven()) {
        outcomes.add(new Append.Outcome.Unproven());
        break;
      } else {
        outcomes.add(place(id, room, draft, key, generation, origin));
      }
    }
    return new Append.Done(outcomes);
  }

  private Append.Outcome place(
      RoomId id, Room room, Draft draft, String key, long generation, String origin) {
    Position last = room.last;
    Position at = new Position(generation, last.epoch() == generation ? last.offset() + 1 : 1);
    Publication publication = new Publication(id, at, last, origin, draft.body());
    Position logId = new Position(generation, state.logSequence++);
    add(room, publication);
    state.log.put(logId, publication);
    long window = scenario.idWindowMillis() + 2 * LEEWAY_MILLIS;
    room.ids.put(key, new Placed(at, logId, clock.nowMillis() + window));
    room.last = at;
    wakeUps.accept(publication);
    return new Append.Outcome.Logged(at, logId);
  }

  /// A stream refuses what is not above its last entry.
  private static void add(Room room, Publication publication) {
    if (!publication.at().isAfter(room.top)) {
      throw new IllegalStateException(publication.at() + " is not above " + room.top);
    }
    room.top = publication.at();
    room.stream.put(publication.at(), publication);
  }

  private @Nullable Placed remembered(Room room, String key) {
    Placed placed = room.ids.get(key);
    return placed == null || placed.untilMillis() <= clock.nowMillis() ? null : placed;
  }

  /// Where these drafts would stand if nothing came between: what a liar would answer.
  Append guess(RoomId id, List<Draft> drafts, long generation) {
    Room room = state.rooms.get(id);
    if (state.generation != generation || room == null || room.epoch != generation) {
      return state.generation == generation ? closed(room, generation) : new Stale();
    }
    List<Append.Outcome> outcomes = new ArrayList<>();
    long offset = room.last.epoch() == generation ? room.last.offset() : 0;
    for (Draft draft : drafts) {
      Placed known = remembered(room, draft.user() + ":" + draft.id());
      Position at = known == null ? new Position(generation, ++offset) : known.at();
      outcomes.add(new Append.Outcome.Duplicate(at, at));
    }
    return new Append.Done(outcomes);
  }

  Optional<Append.Outcome.Duplicate> find(RoomId id, UserId user, MessageId message) {
    Room room = state.rooms.get(id);
    return Optional.ofNullable(room)
        .map(found -> remembered(found, user + ":" + message))
        .map(placed -> new Append.Outcome.Duplicate(placed.at(), placed.logId()));
  }

  /// When the oldest entry of the archive queue was accepted.
  Optional<Long> oldestWaiting() {
    return Optional.ofNullable(state.log.firstEntry()).map(first -> first.getValue().acceptedAt());
  }

  private static Closed closed(@Nullable Room room, long generation) {
    return room == null
        ? new Closed(generation, false, Position.NONE)
        : new Closed(generation, true, room.last);
  }

  boolean open(RoomId id, Opening opening, long nowMillis) {
    Closed closed = opening.closed();
    if (state.generation != closed.generation()) {
      return false;
    }
    Room room = state.rooms.get(id);
    if (room != null && room.epoch == closed.generation()) {
      return true;
    }
    if ((room != null) != closed.known() || (room != null && !room.last.equals(closed.last()))) {
      return false;
    }
    Room opened = room == null ? new Room() : room;
    state.rooms.put(id, opened);
    if (opening.reset()) {
      opened.stream.clear();
    }
    for (Publication publication : opening.restored()) {
      add(opened, publication);
      opened.last = publication.at();
      opened.opened = nowMillis;
    }
    opened.epoch = closed.generation();
    return true;
  }

  Slice read(RoomId id, Position after, Bound bound, long generation) {
    return slice(id, generation, room -> room.stream.tailMap(after, false), bound);
  }

  Slice readBack(RoomId id, Position before, Bound bound, long generation) {
    return slice(
        id,
        generation,
        room ->
            before.equals(Position.NONE)
                ? room.stream.descendingMap()
                : room.stream.headMap(before, false).descendingMap(),
        bound);
  }

  private Slice slice(
      RoomId id,
      long generation,
      Function<Room, NavigableMap<Position, Publication>> range,
      Bound bound) {
    if (state.generation != generation) {
      return new Stale();
    }
    Room room = state.rooms.get(id);
    if (room == null || room.epoch != generation) {
      return closed(room, generation);
    }
    List<Publication> all = range.apply(room).values().stream().limit(bound.count()).toList();
    List<Publication> page = bound.cut(all);
    return new Slice.Read(room.last, page, page.size() < all.size());
  }

  List<Head> heads(List<RoomId> ids, long generation) {
    List<Head> heads = new ArrayList<>();
    for (RoomId id : ids) {
      Room room = state.rooms.get(id);
      boolean open = room != null && room.epoch == generation && state.generation == generation;
      heads.add(new Head(id, room == null ? Position.NONE : room.last, open));
    }
    return state.generation == generation ? heads : List.of();
  }

  List<ArchiveLog.Entry> waiting(Position after, int limit) {
    return state.log.tailMap(after, false).entrySet().stream()
        .limit(limit)
        .map(entry -> new ArchiveLog.Entry(PARTITION, entry.getKey(), entry.getValue()))
        .toList();
  }

  List<Publication> room(RoomId id, Position after, Position upTo) {
    Room room = state.rooms.get(id);
    return room == null
        ? List.of()
        : List.copyOf(room.stream.subMap(after, false, upTo, true).values());
  }

  void trimLog(Position upTo) {
    state.log.headMap(upTo, true).clear();
  }

  /// Drops archived publications but for the newest few.
  void trimRoom(RoomId id, Position committed, int keep) {
    Room room = state.rooms.get(id);
    if (room == null) {
      return;
    }
    while (room.stream.size() > keep && room.stream.firstKey().compareTo(committed) < 0) {
      room.stream.pollFirstEntry();
    }
  }

  /// The room logs, for the checker.
  Map<RoomId, List<Publication>> streams() {
    Map<RoomId, List<Publication>> streams = new HashMap<>();
    state.rooms.forEach((id, room) -> streams.put(id, List.copyOf(room.stream.values())));
    return streams;
  }

  /// The newest entry of the archive queue.
  Optional<Position> newest() {
    return state.log.isEmpty() ? Optional.empty() : Optional.of(state.log.lastKey());
  }

  int waiting() {
    return state.log.size();
  }

  /// The head of a room that is open.
  Position head(RoomId id) {
    Room room = state.rooms.get(id);
    return room == null ? Position.NONE : room.last;
  }
}
