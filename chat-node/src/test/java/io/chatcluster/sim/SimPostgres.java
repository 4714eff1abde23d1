package io.chatcluster.sim;

import io.chatcluster.archive.Archive;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.archive.PoisonException;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Epochs;
import io.chatcluster.broker.MemoryEpochs;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What PostgreSQL keeps: epochs, heads, rows, and who holds which partition. Loses nothing, but
/// is away at times.
final class SimPostgres {

  private static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

  private static final long IDLE_TRANSACTION_MICROS = 2_000_000;
  private static final double REFUSED = 0.05;

  private final Clockwork clock;
  private final Scenario scenario;
  private final Predicate<Fault> faultsNow;
  private final MemoryEpochs epochs = new MemoryEpochs();
  private final Map<RoomId, NavigableMap<Position, Publication>> rows = new HashMap<>();
  private final Map<RoomId, Position> heads = new HashMap<>();
  private final Map<String, Position> ids = new HashMap<>();
  private final Set<String> poison = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final Set<SimStore> sessions = new LinkedHashSet<>();
  private final List<SimStore.Write> open = new ArrayList<>();

  /// What waits for locks.
  private final List<Runnable> waiting = new ArrayList<>();

  private boolean down;

  SimPostgres(Clockwork clock, Scenario scenario, Predicate<Fault> faultsNow) {
    this.clock = clock;
    this.scenario = scenario;
    this.faultsNow = faultsNow;
  }

  void stop() {
    down = true;
    List.copyOf(sessions).forEach(SimStore::end);
    finished();
  }

  void start() {
    down = false;
  }

  boolean down() {
    return down;
  }

  /// Asks from a loop; the answer may be lost although the question was not.
  <T> Future<T> ask(SimLoop loop, Supplier<T> question) {
    return ask(loop, question, () -> false);
  }

  /// Asks for something that has to wait while it is locked.
  <T> Future<T> ask(SimLoop loop, Supplier<T> question, BooleanSupplier locked) {
    Promise<T> promise = Promise.promise();
    clock.afterMicros(delay(), () -> arrived(loop, question, locked, promise));
    return promise.future();
  }

  private <T> void arrived(
      SimLoop loop, Supplier<T> question, BooleanSupplier locked, Promise<T> promise) {
    if (!down && locked.getAsBoolean()) {
      waiting.add(() -> arrived(loop, question, locked, promise));
      return;
    }
    if (down) {
      fail(loop, promise);
      return;
    }
    T answer;
    try {
      answer = question.get();
    } catch (ArchiveStore.StaleEpochException | PoisonException | BrokerException e) {
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

  static BrokerException unavailable() {
    return new BrokerException(BrokerException.Kind.ARCHIVE_UNAVAILABLE, "PostgreSQL is away");
  }

  /// A claim waits for the transactions under way.
  Future<Map<Integer, Epochs.Standing>> claim(SimLoop loop, List<Epochs.Claim> claims) {
    return ask(
        loop,
        () -> claim(claims),
        () ->
            claims.stream()
                .anyMatch(
                    claim -> open.stream().anyMatch(write -> write.locks(claim.partition()))));
  }

  Map<Integer, Epochs.Standing> claim(List<Epochs.Claim> claims) {
    return epochs.claimNow(
        scenario.mutation() == Mutation.LATE_CLAIMS
            ? claims.stream().map(this::blindly).toList()
            : claims);
  }

  private Epochs.Claim blindly(Epochs.Claim claim) {
    return new Epochs.Claim(
        claim.partition(), claim.incarnation(), claim.above(), epochs.epoch(claim.partition()));
  }

  long epoch(int partition) {
    return epochs.epoch(partition);
  }

  String incarnation(int partition) {
    return epochs.incarnation(partition);
  }

  /// Whether somebody writes into one of these rooms just now.
  boolean locked(Collection<RoomId> rooms) {
    return open.stream().anyMatch(write -> write.locksAny(rooms));
  }

  /// The rule of a transaction's epochs.
  void check(Map<Integer, Long> readUnder) {
    List<ArchiveStore.Newer> newer = new ArrayList<>();
    readUnder.forEach(
        (partition, epoch) -> {
          if (epochs.epoch(partition) > epoch) {
            newer.add(
                new ArchiveStore.Newer(
                    partition, epochs.epoch(partition), epochs.incarnation(partition)));
          }
        });
    if (!newer.isEmpty()) {
      throw new ArchiveStore.StaleEpochException("read in " + readUnder, newer);
    }
    readUnder.forEach(epochs::learn);
  }

  void begun(SimStore session, SimStore.Write write) {
    open.add(write);
    clock.afterMicros(
        IDLE_TRANSACTION_MICROS,
        () -> {
          if (!write.done()) {
            session.end();
          }
        });
  }

  /// A transaction has ended: what waited for its locks goes on.
  void finished() {
    open.removeIf(SimStore.Write::done);
    List<Runnable> freed = List.copyOf(waiting);
    waiting.clear();
    freed.forEach(task -> clock.afterMicros(1, task));
  }

  void entered(SimStore session) {
    sessions.add(session);
  }

  void left(SimStore session) {
    sessions.remove(session);
  }

  int archivers() {
    return sessions.size();
  }

  /// Partitions that nobody holds.
  Set<Integer> free(int partitions) {
    Set<Integer> free = all(partitions);
    sessions.forEach(session -> free.removeAll(session.held()));
    return free;
  }

  Set<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
  }

  /// Whether everybody believes to hold everything.
  boolean zombies() {
    return faultsNow.test(Fault.ZOMBIE_ARCHIVER);
  }

  /// Whether a row is one that cannot be stored, now and for ever.
  boolean refuses(Publication row) {
    String name = row.room() + " " + row.at();
    if (faultsNow.test(Fault.POISON) && clock.chance(REFUSED)) {
      poison.add(name);
    }
    return poison.contains(name);
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

  /// Whether something stands at the place of this row.
  boolean has(Publication row) {
    return room(row.room()).containsKey(row.at());
  }

  /// Where a message with this id stands.
  Optional<Position> standsAt(String id) {
    return Optional.ofNullable(ids.get(id));
  }

  static String idOf(Publication row) {
    Stamp stamp = Stamp.of(row.body());
    return row.room() + "/" + stamp.from() + "/" + stamp.id();
  }

  /// Somebody wanted to store a message for the second time.
  void twice(Publication row, Position before) {
    violations.add("archived twice: " + idOf(row) + " at " + before + " and " + row.at());
  }

  void insert(Publication row) {
    ids.putIfAbsent(idOf(row), row.at());
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

  Map<RoomId, List<Publication>> newest(Map<RoomId, Position> above, int limit, int bytes) {
    Map<RoomId, List<Publication>> found = new HashMap<>();
    above.forEach(
        (room, position) -> found.put(room, newest(room, position, END, new Bound(limit, bytes))));
    found.values().removeIf(List::isEmpty);
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

  List<String> violations() {
    return violations;
  }
}
