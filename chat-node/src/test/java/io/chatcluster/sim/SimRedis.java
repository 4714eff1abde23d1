package io.chatcluster.sim;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Waiting;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What `chat1.lua` does, in memory, with one partition; crashes lose what was written since the
/// last sync.
final class SimRedis {

  static final int PARTITION = 0;
  private static final long LEEWAY_MILLIS = 10_000;
  private static final long NONE = -1;

  private final Clockwork clock;
  private final Scenario scenario;
  private final Consumer<Publication> wakeUps;
  private SimState state = new SimState();
  private SimState synced = new SimState();
  private int life = 1;
  private int replicas;
  private int proposals;
  private int looks;
  private int histories = 1;

  private boolean down;
  private long pausedUntil;
  private long fullUntil;

  SimRedis(Clockwork clock, Scenario scenario, Consumer<Publication> wakeUps) {
    this.clock = clock;
    this.scenario = scenario;
    this.wakeUps = wakeUps;
  }

  /// Names this uninterrupted life of the server.
  String history() {
    return "life" + life + "." + replicas;
  }

  /// A first replica: the server has another name from now on, and no connection breaks.
  void replicate() {
    replicas++;
    histories++;
  }

  /// How many histories have begun.
  int histories() {
    return histories;
  }

  /// The archive queue is gone.
  void loseQueue() {
    histories++;
    state.log.clear();
    state.place = null;
  }

  /// Something of a room is gone. The stream is not while the queue goes on from what only the
  /// stream has, as after a loss of the queue: two losses before anything was archived leave a hole
  /// that nobody can fill, and the archiver stands still.
  void loseKeys(RoomId id, Position archived) {
    room(id).lose(clock.below(5), state.queueNeedsStream(id, archived));
  }

  /// A room's keys, for who damages them.
  SimRoom room(RoomId id) {
    return state.rooms.computeIfAbsent(id, _ -> new SimRoom());
  }

  /// The same, for who speaks or reads there.
  private SimRoom touched(RoomId id) {
    SimRoom room = room(id);
    room.touchedMicros = clock.nowMicros();
    return room;
  }

  SimState state() {
    return state;
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

  /// Takes no new messages for a while.
  void fill(long micros) {
    fullUntil = clock.nowMicros() + micros;
  }

  boolean full() {
    return clock.nowMicros() < fullUntil;
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
    histories++;
  }

  void restart() {
    down = false;
  }

  void flushAll() {
    histories++;
    state = new SimState();
  }

  long generation() {
    return state.generation;
  }

  /// Tells the generation, or the history for which it must be claimed; the same one to all.
  Look look(String history) {
    Position place = state.place;
    boolean queue = place != null && place.epoch() <= state.generation;
    boolean whole = queue || scenario.mutation() == Mutation.QUEUE_BEGINS_ANEW;
    if (state.generation >= 0 && whole && state.owner.startsWith(history + "-")) {
      return new Look(state.generation, "");
    }
    boolean shared = scenario.mutation() != Mutation.OLD_NAMES;
    if (!shared || !state.claimed.startsWith(history + "-")) {
      state.claimed = history + "-" + proposals++;
    }
    return new Look(Math.max(state.generation, place == null ? 0 : place.epoch()), state.claimed);
  }

  /// Tells a generation; -1 if nothing was done.
  long fence(long generation, String history) {
    if (state.owner.equals(history) && generation <= state.generation) {
      return state.generation;
    }
    boolean blind = scenario.mutation() == Mutation.OLD_NAMES;
    String life = (blind ? state.owner.replaceFirst("-.*", "") : history()) + "-";
    boolean claimed = state.claimed.equals(history);
    boolean within = history.startsWith(life);
    if (!(within || (blind && claimed)) || !(claimed || state.owner.startsWith(life))) {
      return NONE;
    }
    state.claimed = "";
    if (generation <= state.generation) {
      return NONE;
    }
    if (state.place == null) {
      state.place = new Position(generation, 0);
    }
    state.generation = generation;
    state.owner = history;
    return generation;
  }

  /// What a node does that takes every history for one.
  void keep(String history) {
    state.owner = history;
  }

  /// The rule of [io.chatcluster.history.ArchiveLog#raise].
  long raise(List<ArchiveStore.Newer> generations) {
    generations.forEach(newer -> fence(newer.generation(), newer.history()));
    return state.generation;
  }

  Append append(RoomId id, List<Draft> drafts, long generation, String origin) {
    boolean queue = state.place != null || scenario.mutation() == Mutation.QUEUE_BEGINS_ANEW;
    if (state.generation != generation || generation < 0 || !queue) {
      return new Stale();
    }
    SimRoom room = touched(id);
    if (room.epoch != generation) {
      return room.closed(generation, scenario.mutation());
    }
    List<Append.Outcome> outcomes = new ArrayList<>();
    for (Draft draft : drafts) {
      String key = draft.user() + ":" + draft.id();
      SimRoom.Placed known = room.remembered(key, clock.nowMillis());
      boolean nowhere = known != null && known.at().isAfter(room.last);
      boolean stands = known != null && !nowhere && !draft.lostAt().equals(Optional.of(known.at()));
      boolean old = nowhere || draft.id().timeMillis() <= room.opened + LEEWAY_MILLIS;
      if (known != null && stands && scenario.mutation() != Mutation.NO_DEDUPE) {
        outcomes.add(new Append.Outcome.Duplicate(known.at(), known.logId()));
        if (known.at().epoch() != generation) {
          break;
        }
      } else if (old && !draft.proven()) {
        outcomes.add(new Append.Outcome.Unproven());
        break;
      } else {
        Position at = room.next(generation);
        Publication publication = new Publication(id, at, room.last, origin, draft.body());
        if (!room.add(publication)) {
          room.epoch = NONE;
          break;
        }
        outcomes.add(room.placed(publication, key, enqueue(publication), until()));
        wakeUps.accept(publication);
      }
    }
    return outcomes.isEmpty()
        ? room.closed(generation, scenario.mutation())
        : new Append.Done(outcomes);
  }

  private long until() {
    return clock.nowMillis() + scenario.idWindowMillis() + 2 * LEEWAY_MILLIS;
  }

  private Position enqueue(Publication publication) {
    Position place = state.place;
    Position next =
        place != null && place.epoch() == state.generation
            ? new Position(state.generation, place.offset() + 1)
            : new Position(state.generation, 0);
    state.place = next;
    state.log.put(next, publication);
    return next;
  }

  /// Where these drafts would stand if nothing came between: what a liar would answer.
  Append guess(RoomId id, List<Draft> drafts, long generation) {
    SimRoom room = room(id);
    if (state.generation != generation || room.epoch != generation) {
      return state.generation == generation
          ? room.closed(generation, scenario.mutation())
          : new Stale();
    }
    return room.guess(drafts, generation, clock.nowMillis());
  }

  Optional<Append.Outcome.Duplicate> find(RoomId id, UserId user, MessageId message) {
    return Optional.ofNullable(room(id).remembered(user + ":" + message, clock.nowMillis()))
        .map(placed -> new Append.Outcome.Duplicate(placed.at(), placed.logId()));
  }

  /// When the oldest entry of the archive queue was accepted.
  Optional<Long> oldestWaiting() {
    return Optional.ofNullable(state.log.firstEntry()).map(first -> first.getValue().acceptedAt());
  }

  /// What waits for the archiver of some rooms, which are marked.
  Map<RoomId, Waiting> queued(List<RoomId> ids) {
    Map<RoomId, Waiting> found = new HashMap<>();
    String mark = "look" + looks++;
    for (RoomId id : ids) {
      found.put(id, new Waiting(room(id).mark(mark, state.generation), state.waiting(id)));
    }
    return found;
  }

  /// Null if the generation is another one.
  @Nullable Opened open(Opening opening, long nowMillis) {
    Position place = state.place;
    if (state.generation != opening.closed().generation()) {
      return null;
    }
    if (place == null) {
      place = Position.NONE;
      if (scenario.mutation() != Mutation.QUEUE_BEGINS_ANEW) {
        return null;
      }
    }
    SimRoom room = touched(opening.room());
    boolean enqueue = opening.enqueue() && room.epoch != state.generation;
    Opened opened = room.open(opening, place, nowMillis, until(), scenario.mutation());
    Publication end = room.stream.get(opening.closed().last());
    if (enqueue && opened instanceof Opened.Open && end != null) {
      enqueue(end);
    }
    return opened;
  }

  Slice read(RoomId id, Position after, Bound bound, long generation) {
    return slice(id, touched(id).stream.tailMap(after, false), bound, after, generation);
  }

  Slice readBack(RoomId id, Position before, Bound bound, long generation) {
    NavigableMap<Position, Publication> all = touched(id).stream;
    boolean head = before.equals(Position.NONE);
    NavigableMap<Position, Publication> below = head ? all : all.headMap(before, false);
    Position wanted = head ? before : new Position(Long.MAX_VALUE, 0);
    return slice(id, below.descendingMap(), bound, wanted, generation);
  }

  private Slice slice(
      RoomId id,
      NavigableMap<Position, Publication> range,
      Bound bound,
      Position wanted,
      long generation) {
    return state.generation == generation
        ? room(id).slice(range, bound, wanted, generation, scenario.mutation())
        : new Stale();
  }

  List<Head> heads(List<RoomId> ids, long generation) {
    List<Head> heads = new ArrayList<>();
    for (RoomId id : ids) {
      SimRoom room = room(id);
      Head.State known = room.epoch == generation ? Head.State.OPEN : Head.State.CLOSED;
      heads.add(new Head(id, room.last, room.unknown() ? Head.State.UNKNOWN : known));
    }
    boolean queue = state.place != null || scenario.mutation() == Mutation.QUEUE_BEGINS_ANEW;
    return state.generation == generation && queue ? heads : List.of();
  }

  List<ArchiveLog.Entry> waiting(Position after, int limit) {
    return state.log.tailMap(after, false).entrySet().stream()
        .limit(limit)
        .map(entry -> new ArchiveLog.Entry(PARTITION, entry.getKey(), entry.getValue()))
        .toList();
  }

  List<Publication> room(RoomId id, Position after, Position upTo) {
    return List.copyOf(room(id).stream.subMap(after, false, upTo, true).values());
  }

  void trimLog(Position upTo) {
    state.log.headMap(upTo, true).clear();
  }

  /// Drops archived publications but for the newest few.
  void trimRoom(RoomId id, Position committed, int keep) {
    room(id).trim(committed, keep);
  }

  /// The room logs, for the checker.
  Map<RoomId, List<Publication>> streams() {
    return state.streams();
  }

  /// The oldest entry of the archive queue.
  Optional<Position> oldest() {
    return state.log.isEmpty() ? Optional.empty() : Optional.of(state.log.firstKey());
  }

  /// The newest entry of the archive queue.
  Optional<Position> newest() {
    return state.log.isEmpty() ? Optional.empty() : Optional.of(state.log.lastKey());
  }

  int waiting() {
    return state.log.size();
  }

  /// The head of a room that is open; nothing of one that is not here.
  Optional<Position> head(RoomId id) {
    return room(id).unknown() ? Optional.empty() : Optional.of(room(id).last);
  }
}
