package io.chatcluster.sim;

import io.chatcluster.archive.Archive;
import io.chatcluster.archive.ArchivePlan;
import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.archive.ArchiveStore.StaleEpochException;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ContentCodec;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL keeps: epochs, heads, rows, and who holds the partition. Loses nothing, but
/// is away at times.
final class SimPostgres {

  private static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

  private static final long IDLE_TRANSACTION_MICROS = 2_000_000;

  private final Clockwork clock;
  private final Scenario scenario;
  private final Map<RoomId, NavigableMap<Position, Publication>> rows = new HashMap<>();
  private final Map<RoomId, Position> heads = new HashMap<>();
  private final Map<String, Position> ids = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long lockedUntil;
  private long epoch = -1;
  private String incarnation = "";
  private boolean down;
  private @Nullable Object holder;

  SimPostgres(Clockwork clock, Scenario scenario) {
    this.clock = clock;
    this.scenario = scenario;
  }

  void stop() {
    down = true;
    holder = null;
    lockedUntil = 0;
  }

  void start() {
    down = false;
  }

  boolean down() {
    return down;
  }

  /// An archiver has frozen in the middle of a transaction: what needs its locks waits until its
  /// session is ended.
  void lock(Object archiver) {
    lockedUntil = clock.nowMicros() + IDLE_TRANSACTION_MICROS;
    clock.atMicros(lockedUntil, () -> release(archiver));
  }

  /// Asks for something that needs the locks of the partition.
  <T> Future<T> askLocked(SimLoop loop, Supplier<T> question) {
    return ask(loop, question, true);
  }

  /// Asks from a loop; the answer may be lost although the question was not.
  <T> Future<T> ask(SimLoop loop, Supplier<T> question) {
    return ask(loop, question, false);
  }

  private <T> Future<T> ask(SimLoop loop, Supplier<T> question, boolean locks) {
    Promise<T> promise = Promise.promise();
    clock.afterMicros(delay(), () -> arrived(loop, question, locks, promise));
    return promise.future();
  }

  private <T> void arrived(SimLoop loop, Supplier<T> question, boolean locks, Promise<T> promise) {
    if (locks && !down && lockedUntil > clock.nowMicros()) {
      clock.atMicros(lockedUntil, () -> arrived(loop, question, locks, promise));
      return;
    }
    if (down) {
      fail(loop, promise);
      return;
    }
    T answer;
    try {
      answer = question.get();
    } catch (StaleEpochException | BrokerException e) {
      loop.afterMicros(delay(), () -> promise.fail(e));
      return;
    }
    loop.afterMicros(
        delay(),
        () -> {
          if (down) {
            promise.fail(unavailable());
          } else {
            promise.complete(answer);
          }
        });
  }

  private void fail(SimLoop loop, Promise<?> promise) {
    loop.afterMicros(clock.chance(0.5) ? delay() : 500_000, () -> promise.fail(unavailable()));
  }

  private long delay() {
    return clock.microsBetween(
        100, clock.chance(0.05) ? 60_000 + scenario.postgresMicros() : scenario.postgresMicros());
  }

  private static BrokerException unavailable() {
    return new BrokerException(BrokerException.Kind.UNAVAILABLE, "PostgreSQL is away");
  }

  /// The rule of [Epochs].
  Epochs.Standing claim(String claimed, long above, long stood) {
    boolean blind = scenario.mutation() == Mutation.LATE_CLAIMS;
    boolean stands = epoch < 0 || epoch == stood || blind;
    if (stands && (!incarnation.equals(claimed) || epoch <= above)) {
      epoch = Math.max(Math.max(epoch, 0), above) + 1;
      incarnation = claimed;
    }
    return new Epochs.Standing(epoch, incarnation);
  }

  /// Up to where a room is archived.
  Position head(RoomId room) {
    return heads.getOrDefault(room, Position.NONE);
  }

  Map<RoomId, Position> heads(Collection<RoomId> asked) {
    Map<RoomId, Position> found = new HashMap<>(heads);
    found.keySet().retainAll(asked);
    return found;
  }

  /// Whether this archiver holds the partition now.
  boolean hold(Object archiver, boolean zombies) {
    if (holder == null) {
      holder = archiver;
    }
    return zombies || archiver.equals(holder);
  }

  void release(Object archiver) {
    if (archiver.equals(holder)) {
      holder = null;
    }
  }

  /// One transaction of an archiver, from begin to commit.
  ArchivePlan archive(long readUnder, List<ArchiveQueue.Entry> entries, ArchivePlan.Refill refill) {
    Map<RoomId, Position> known = new HashMap<>();
    if (scenario.mutation() == Mutation.NO_COMPARE_AND_SET) {
      for (ArchiveQueue.Entry entry : entries) {
        known.putIfAbsent(entry.publication().room(), entry.publication().prev());
      }
    } else if (epoch > readUnder) {
      ArchiveStore.Newer newer = new ArchiveStore.Newer(SimRedis.PARTITION, epoch, incarnation);
      throw new StaleEpochException(readUnder + " is not " + epoch, List.of(newer));
    } else {
      known.putAll(heads);
    }
    ArchivePlan plan = new ArchivePlan(known).add(entries, refill);
    plan.rows().forEach(this::insert);
    return plan;
  }

  private void insert(Publication row) {
    Content content = ContentCodec.decode(row.body());
    Position other =
        ids.putIfAbsent(row.room() + "/" + content.from() + "/" + content.id(), row.at());
    if (other != null && !other.equals(row.at())) {
      violations.add("archived twice: " + content.id() + " at " + other + " and " + row.at());
    }
    rows.computeIfAbsent(row.room(), _ -> new TreeMap<>()).put(row.at(), row);
    heads.put(row.room(), row.at());
  }

  List<Publication> range(RoomId room, Position after, Position upTo, Bound bound) {
    return upTo.isAfter(after)
        ? bound.cut(List.copyOf(room(room).subMap(after, false, upTo, true).values()))
        : List.of();
  }

  List<Publication> newest(RoomId room, Position after, Position before, Bound bound) {
    return before.isAfter(after)
        ? bound.cut(
            List.copyOf(room(room).subMap(after, false, before, false).descendingMap().values()))
        : List.of();
  }

  Map<RoomId, List<Publication>> newest(Map<RoomId, Position> above, int limit) {
    Map<RoomId, List<Publication>> found = new HashMap<>();
    above.forEach(
        (room, position) ->
            found.put(room, newest(room, position, END, new Bound(limit, Integer.MAX_VALUE))));
    return found;
  }

  Optional<Position> find(RoomId room, UserId user, MessageId id) {
    return Optional.ofNullable(ids.get(room + "/" + user + "/" + id));
  }

  Archive.Finding finding(Archive.Doubt doubt) {
    NavigableMap<Position, Publication> room = room(doubt.room());
    boolean passed =
        !room.containsKey(doubt.placed())
            && !room.isEmpty()
            && room.lastKey().isAfter(doubt.placed());
    return new Archive.Finding(find(doubt.room(), doubt.user(), doubt.id()), passed);
  }

  private NavigableMap<Position, Publication> room(RoomId room) {
    return rows.getOrDefault(room, new TreeMap<>());
  }

  /// Everything that was ever committed, in order.
  List<Publication> history(RoomId room) {
    return List.copyOf(room(room).values());
  }

  long epoch() {
    return epoch;
  }

  List<String> violations() {
    return violations;
  }
}
