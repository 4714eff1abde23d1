package io.chatcluster.sim;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Waiting;
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
import org.jspecify.annotations.Nullable;

/// What `chat1.lua` does with one partition, in memory.
final class SimPartition {

  private static final long LEEWAY_MILLIS = 10_000;
  private static final long NONE = -1;

  final int number;
  private final Clockwork clock;
  private final Scenario scenario;
  private final SimRedis redis;
  private SimState state = new SimState();
  private SimState synced = new SimState();
  private int incarnations = 1;

  SimPartition(int number, Clockwork clock, Scenario scenario, SimRedis redis) {
    this.number = number;
    this.clock = clock;
    this.scenario = scenario;
    this.redis = redis;
  }

  /// How many incarnations have begun.
  int incarnations() {
    return incarnations;
  }

  /// The server has another name from now on.
  void renamed() {
    incarnations++;
  }

  void sync() {
    synced = state.copy();
  }

  void crash(boolean losing) {
    state = losing ? synced.copy() : state;
    synced = state.copy();
    incarnations++;
  }

  /// All of its keys are gone.
  void flush() {
    incarnations++;
    state = new SimState();
  }

  /// The archive queue is gone.
  void loseQueue() {
    incarnations++;
    state.log.clear();
    state.place = null;
  }

  /// The epoch is gone.
  void loseEpoch() {
    incarnations++;
    state.epoch = NONE;
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

  long epoch() {
    return state.epoch;
  }

  /// Tells the epoch, or the incarnation for which it must be claimed; the same one to all.
  Look look(String incarnation) {
    Position place = state.place;
    boolean queue = place != null && place.epoch() <= state.epoch;
    boolean whole = queue || scenario.mutation() == Mutation.QUEUE_BEGINS_ANEW;
    if (state.epoch >= 0 && whole && state.owner.startsWith(incarnation + "-")) {
      return new Look(state.epoch, "");
    }
    boolean shared = scenario.mutation() != Mutation.OLD_NAMES;
    if (!shared || !state.claimed.startsWith(incarnation + "-")) {
      state.claimed = incarnation + "-" + redis.another();
    }
    return new Look(Math.max(state.epoch, place == null ? 0 : place.epoch()), state.claimed);
  }

  /// Tells an epoch; -1 if nothing was done.
  long fence(long epoch, String incarnation) {
    if (state.owner.equals(incarnation) && epoch <= state.epoch) {
      return state.epoch;
    }
    boolean blind = scenario.mutation() == Mutation.OLD_NAMES;
    String life = (blind ? state.owner.replaceFirst("-.*", "") : redis.incarnation()) + "-";
    boolean claimed = state.claimed.equals(incarnation);
    boolean within = incarnation.startsWith(life);
    if (!(within || (blind && claimed)) || !(claimed || state.owner.startsWith(life))) {
      return NONE;
    }
    state.claimed = "";
    if (epoch <= state.epoch) {
      return NONE;
    }
    if (state.place == null) {
      state.place = new Position(epoch, 0);
    }
    state.epoch = epoch;
    state.owner = incarnation;
    return epoch;
  }

  /// What a node does that takes every incarnation for one.
  void keep(String incarnation) {
    state.owner = incarnation;
  }

  Append append(RoomId id, List<Draft> drafts, long epoch, String origin) {
    boolean queue = state.place != null || scenario.mutation() == Mutation.QUEUE_BEGINS_ANEW;
    if (state.epoch != epoch || epoch < 0 || !queue) {
      return new Stale();
    }
    SimRoom room = touched(id);
    if (room.epoch != epoch) {
      return room.closed(epoch, scenario.mutation());
    }
    List<Append.Outcome> outcomes = new ArrayList<>();
    for (Draft draft : drafts) {
      String key = draft.user() + ":" + draft.id();
      SimRoom.Placed known = room.remembered(key, clock.nowMillis());
      boolean nowhere = known != null && known.at().isAfter(room.last);
      boolean stands = known != null && !nowhere && !draft.lostAt().equals(Optional.of(known.at()));
      boolean old = nowhere || draft.id().timeMillis() <= room.opened + LEEWAY_MILLIS;
      if (known != null && stands && scenario.mutation() != Mutation.NO_DEDUPE) {
        outcomes.add(new Append.Outcome.Duplicate(known.at(), known.queueId()));
        if (known.at().epoch() != epoch) {
          break;
        }
      } else if (old && !draft.proven()) {
        outcomes.add(new Append.Outcome.Unproven());
        break;
      } else {
        Position at = room.next(epoch);
        Publication publication =
            new Publication(id, at, room.last, origin, draft.kind(), draft.body());
        if (!room.add(publication)) {
          room.epoch = NONE;
          break;
        }
        outcomes.add(room.placed(publication, key, enqueue(publication), until()));
        redis.publish(publication);
      }
    }
    return outcomes.isEmpty() ? room.closed(epoch, scenario.mutation()) : new Append.Done(outcomes);
  }

  private long until() {
    return clock.nowMillis() + scenario.idWindowMillis() + 2 * LEEWAY_MILLIS;
  }

  private Position enqueue(Publication publication) {
    Position place = state.place;
    Position next =
        place != null && place.epoch() == state.epoch
            ? new Position(state.epoch, place.offset() + 1)
            : new Position(state.epoch, 0);
    state.place = next;
    state.log.put(next, publication);
    return next;
  }

  /// Where these drafts would stand if nothing came between: what a liar would answer.
  Append guess(RoomId id, List<Draft> drafts, long epoch) {
    SimRoom room = room(id);
    if (state.epoch != epoch || room.epoch != epoch) {
      return state.epoch == epoch ? room.closed(epoch, scenario.mutation()) : new Stale();
    }
    return room.guess(drafts, epoch, clock.nowMillis());
  }

  Optional<Append.Outcome.Duplicate> find(RoomId id, UserId user, MessageId message) {
    return Optional.ofNullable(room(id).remembered(user + ":" + message, clock.nowMillis()))
        .map(placed -> new Append.Outcome.Duplicate(placed.at(), placed.queueId()));
  }

  /// When the oldest entry of the archive queue was accepted.
  Optional<Long> oldestWaiting() {
    return Optional.ofNullable(state.log.firstEntry()).map(first -> first.getValue().acceptedAt());
  }

  /// What waits for the archiver of some rooms, which are marked.
  Map<RoomId, Waiting> queued(List<RoomId> ids) {
    Map<RoomId, Waiting> found = new HashMap<>();
    String mark = "look" + redis.another();
    for (RoomId id : ids) {
      found.put(id, new Waiting(room(id).mark(mark, state.epoch), state.waiting(id)));
    }
    return found;
  }

  /// Null if the epoch is another one.
  @Nullable Opened open(Opening opening, long nowMillis) {
    Position place = state.place;
    if (state.epoch != opening.closed().epoch()) {
      return null;
    }
    if (place == null) {
      place = Position.NONE;
      if (scenario.mutation() != Mutation.QUEUE_BEGINS_ANEW) {
        return null;
      }
    }
    SimRoom room = touched(opening.room());
    boolean enqueue = opening.enqueue() && room.epoch != state.epoch;
    Opened opened = room.open(opening, place, nowMillis, until(), scenario.mutation());
    Publication end = room.stream.get(opening.closed().last());
    if (enqueue && opened instanceof Opened.Open && end != null) {
      enqueue(end);
    }
    return opened;
  }

  Slice read(RoomId id, Position after, Bound bound, long epoch) {
    return slice(id, touched(id).stream.tailMap(after, false), bound, after, epoch);
  }

  Slice readBack(RoomId id, Position before, Bound bound, long epoch) {
    NavigableMap<Position, Publication> all = touched(id).stream;
    boolean head = before.equals(Position.NONE);
    NavigableMap<Position, Publication> below = head ? all : all.headMap(before, false);
    Position wanted = head ? before : new Position(Long.MAX_VALUE, 0);
    return slice(id, below.descendingMap(), bound, wanted, epoch);
  }

  private Slice slice(
      RoomId id,
      NavigableMap<Position, Publication> range,
      Bound bound,
      Position wanted,
      long epoch) {
    return state.epoch == epoch
        ? room(id).slice(range, bound, wanted, epoch, scenario.mutation())
        : new Stale();
  }

  List<Head> heads(List<RoomId> ids, long epoch) {
    List<Head> heads = new ArrayList<>();
    for (RoomId id : ids) {
      SimRoom room = room(id);
      Head.State known = room.epoch == epoch ? Head.State.OPEN : Head.State.CLOSED;
      heads.add(new Head(id, room.last, room.unknown() ? Head.State.UNKNOWN : known));
    }
    boolean queue = state.place != null || scenario.mutation() == Mutation.QUEUE_BEGINS_ANEW;
    return state.epoch == epoch && queue ? heads : List.of();
  }

  List<ArchiveQueue.Entry> waiting(Position after, int limit) {
    return state.log.tailMap(after, false).entrySet().stream()
        .limit(limit)
        .map(entry -> new ArchiveQueue.Entry(number, entry.getKey(), entry.getValue()))
        .toList();
  }

  List<Publication> room(RoomId id, Position after, Position upTo) {
    return List.copyOf(room(id).stream.subMap(after, false, upTo, true).values());
  }

  void trimQueue(Position upTo) {
    state.log.headMap(upTo, true).clear();
  }

  /// Drops archived publications but for the newest few.
  void trimRoom(RoomId id, Position committed, int keep) {
    room(id).trim(committed, keep);
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
