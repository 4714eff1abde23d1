package io.chatcluster.sim;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Queued;
import io.chatcluster.broker.Slice;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The keys of one room: a hash and a stream, each of which may be lost, and the ids.
final class SimRoom {

  private static final long UNOPENED = -1;

  /// Where an id stands, as long as it is remembered.
  record Placed(Position at, Position queueId, long untilMillis) {}

  boolean hash;
  long epoch = UNOPENED;
  Position last = Position.NONE;
  long opened;
  long from;
  Position top = Position.NONE;

  /// Of an opening that has looked at the queue; empty if there is none.
  String mark = "";

  /// When somebody spoke here or read it last.
  long touchedMicros;

  final NavigableMap<Position, Publication> stream = new TreeMap<>();
  final Map<String, Placed> ids = new HashMap<>();

  SimRoom copy() {
    SimRoom copy = new SimRoom();
    copy.hash = hash;
    copy.epoch = epoch;
    copy.last = last;
    copy.opened = opened;
    copy.from = from;
    copy.top = top;
    copy.mark = mark;
    copy.touchedMicros = touchedMicros;
    copy.stream.putAll(stream);
    copy.ids.putAll(ids);
    return copy;
  }

  /// Something of the keys is gone.
  ///
  /// @param streamStays then it is the hash
  void lose(int what, boolean streamStays) {
    if (what == 2 || what == 4) {
      tear();
      if (what == 4 && !streamStays) {
        loseStream();
      }
      return;
    }
    if (what != 1 || streamStays) {
      loseHash();
    }
    if (what != 0 && !streamStays) {
      loseStream();
    }
  }

  void loseHash() {
    hash = false;
    epoch = UNOPENED;
    last = Position.NONE;
    opened = 0;
    from = 0;
    mark = "";
  }

  void loseStream() {
    stream.clear();
    top = Position.NONE;
  }

  /// As if the newest append had been cut short, which takes a restart.
  void tear() {
    Publication newest = stream.isEmpty() ? null : stream.lastEntry().getValue();
    if (hash && newest != null && newest.at().equals(last)) {
      epoch = UNOPENED;
      last = newest.prev();
      Stamp stamp = Stamp.of(newest.body());
      ids.remove(stamp.from() + ":" + stamp.id());
    }
  }

  /// Where the stream ends, as far as the hash vouches for it.
  Position end() {
    Position bound = hash ? last : new Position(Long.MAX_VALUE, 0);
    Position end = stream.floorKey(bound);
    return end == null ? Position.NONE : end;
  }

  boolean agreed() {
    Position real = stream.isEmpty() ? Position.NONE : stream.lastKey();
    return hash && last.equals(real);
  }

  /// Whether nothing above its end can wait in the queue.
  private boolean sure() {
    return agreed() && !last.equals(Position.NONE) && top.equals(last);
  }

  private Closed.Memory memory() {
    if (unknown()) {
      return Closed.Memory.UNKNOWN;
    }
    return sure() ? Closed.Memory.AGREED : Closed.Memory.DOUBTFUL;
  }

  /// Whether there is neither hash nor stream.
  boolean unknown() {
    return !hash && top.equals(Position.NONE);
  }

  /// The rule of `chat1_retire`: whether something is known here that nobody could learn elsewhere.
  boolean indispensable(long present, Position archived) {
    boolean current = epoch == UNOPENED || epoch == present;
    boolean places = top.epoch() == present || (current && from > 0);
    return !agreed()
        || !last.equals(archived)
        || last.equals(Position.NONE)
        || Math.max(last.epoch(), top.epoch()) > present
        || (last.epoch() < present && places);
  }

  /// Leaves. The ids are keys of their own.
  void retire() {
    loseHash();
    loseStream();
  }

  Closed closed(long present, Mutation mutation) {
    Closed.Memory agreed = agreed() ? Closed.Memory.AGREED : memory();
    return switch (mutation) {
      case HASH_TRUSTED -> new Closed(present, Closed.Memory.AGREED, last);
      case AGREEMENT_TRUSTED -> new Closed(present, agreed, end());
      default -> new Closed(present, memory(), end());
    };
  }

  /// Marks the room for an opening that will look at the queue.
  ///
  /// @return the mark, perhaps that of another opening; empty if the room is as it should be
  String mark(String wanted, long present) {
    if (epoch == present && agreed()) {
      return "";
    }
    epoch = epoch == present ? UNOPENED : epoch;
    mark = mark.isEmpty() ? wanted : mark;
    return mark;
  }

  Slice slice(
      NavigableMap<Position, Publication> range,
      Bound bound,
      Position wanted,
      long present,
      Mutation with) {
    List<Publication> all = range.values().stream().limit(bound.count()).toList();
    List<Publication> found = bound.cut(all);
    boolean trusted = with == Mutation.HASH_TRUSTED || (!found.isEmpty() || wanted.equals(last));
    boolean beyond = found.stream().anyMatch(publication -> publication.at().isAfter(last));
    boolean doubtful = beyond && with != Mutation.HASH_TRUSTED;
    return epoch != present || doubtful || !(trusted || agreed())
        ? closed(present, with)
        : new Slice.Read(last, found, found.size() < all.size());
  }

  /// Drops archived publications but for the newest few.
  void trim(Position committed, int keep) {
    while (stream.size() > keep && stream.firstKey().compareTo(committed) < 0) {
      stream.pollFirstEntry();
    }
  }

  /// @return whether the stream takes it
  boolean add(Publication publication) {
    boolean lost = !publication.prev().equals(Position.NONE) && top.equals(Position.NONE) && hash;
    if ((lost && epoch != UNOPENED) || !publication.at().isAfter(top)) {
      return false;
    }
    top = publication.at();
    stream.put(publication.at(), publication);
    return true;
  }

  Position next(long present) {
    long offset = last.epoch() == present ? last.offset() : 0;
    return new Position(present, Math.max(offset, from) + 1);
  }

  /// The place of an id, if it can be one.
  @Nullable Placed remembered(String key, long nowMillis) {
    Placed placed = ids.get(key);
    return placed == null || placed.untilMillis() <= nowMillis ? null : placed;
  }

  Append.Outcome placed(Publication publication, String key, Position queueId, long untilMillis) {
    ids.put(key, new Placed(publication.at(), queueId, untilMillis));
    last = publication.at();
    return new Append.Outcome.Logged(publication.at(), queueId);
  }

  /// Where these drafts would stand if nothing came between.
  Append guess(List<Draft> drafts, long present, long nowMillis) {
    List<Append.Outcome> outcomes = new ArrayList<>();
    long offset = last.epoch() == present ? last.offset() : 0;
    for (Draft draft : drafts) {
      Placed known = remembered(draft.user() + ":" + draft.id(), nowMillis);
      Position at = known == null ? new Position(present, ++offset) : known.at();
      outcomes.add(new Append.Outcome.Duplicate(at, at));
    }
    return new Append.Done(outcomes);
  }

  /// @param reached the queue's newest place
  Opened open(Opening opening, Position reached, long nowMillis, long untilMillis, Mutation with) {
    long present = opening.closed().epoch();
    boolean trusting = with == Mutation.HASH_TRUSTED;
    if (epoch == present && (trusting || agreed())) {
      return new Opened.Open();
    }
    Closed now = closed(present, with);
    boolean looked =
        (!mark.isEmpty() && mark.equals(opening.look()))
            || (with == Mutation.RETIREMENT_UNNOTICED && unknown());
    if (!now.last().equals(opening.closed().last()) || !(now.agreed() || looked)) {
      return new Opened.Moved();
    }
    mark = "";
    boolean known = hash;
    Position before = last;
    long floor = epoch == present || epoch == UNOPENED ? from : 0;
    Position highest = top;
    if (!trusting) {
      stream.tailMap(opening.closed().last(), false).clear();
    }
    if (opening.reset()) {
      stream.clear();
    }
    for (Queued row : opening.kept()) {
      if (stream.containsKey(row.publication().at())) {
        known(row, untilMillis);
      }
    }
    epoch = UNOPENED;
    boolean any = !opening.archived().isEmpty() || !opening.queued().isEmpty();
    if (any && !trusting) {
      top = stream.isEmpty() ? Position.NONE : stream.lastKey();
    }
    for (Publication row : opening.archived()) {
      if (!add(row)) {
        return new Opened.Failed("equal or smaller than the top item");
      }
    }
    for (Queued row : opening.queued()) {
      add(row.publication());
      known(row, untilMillis);
    }
    top = highest.isAfter(top) ? highest : top;
    last = opening.head();
    from = used(present, floor, highest, before, opening.newest());
    boolean counted = opening.newest().epoch() == present && reached.epoch() == present;
    if (!now.agreed() && counted) {
      from = Math.max(from, reached.offset() + 1);
    }
    if (any || (!known && !last.equals(Position.NONE))) {
      opened = nowMillis;
    }
    hash = true;
    epoch = present;
    return new Opened.Open();
  }

  private void known(Queued row, long untilMillis) {
    Stamp stamp = Stamp.of(row.publication().body());
    Placed placed = new Placed(row.publication().at(), row.queueId(), untilMillis);
    ids.putIfAbsent(stamp.from() + ":" + stamp.id(), placed);
  }

  private static long used(long present, long floor, Position... seen) {
    long used = floor;
    for (Position position : seen) {
      used = position.epoch() == present ? Math.max(used, position.offset()) : used;
    }
    return used;
  }
}
