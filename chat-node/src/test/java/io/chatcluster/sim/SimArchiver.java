package io.chatcluster.sim;

import io.chatcluster.archive.ArchivePlan;
import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiveStore.StaleEpochException;
import io.chatcluster.archive.Takeover;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Drives the plan of a batch as `Archiver` does, step by step in virtual time.
final class SimArchiver implements SimLink.Owner {

  private static final long REBALANCE_MILLIS = 1_000;
  private static final long TAKEOVER_NANOS = 2_000_000_000L;
  private static final long IDLE_MICROS = 25_000;
  private static final long TRIM_MILLIS = 250;

  private final World world;
  private final SimRedis redis;
  private final SimPostgres postgres;
  private final SimLoop loop;
  private final SimLink link;
  private final Map<RoomId, Position> trimmable = new HashMap<>();
  private Position cursor = Position.NONE;
  private Position committed = Position.NONE;
  private final Takeover takeover = new Takeover(TAKEOVER_NANOS);
  private boolean holds;
  private boolean taken;
  private boolean silent;
  private boolean halted;
  private boolean begun;
  private Runnable atNextBegin = () -> {};
  private boolean ended;
  private long rebalancedMillis;
  private long trimmedMillis;
  private int failures;

  SimArchiver(World world, SimLoop loop) {
    this.world = world;
    this.redis = world.redis;
    this.postgres = world.postgres;
    this.loop = loop;
    this.link = new SimLink(world, loop, this);
  }

  SimLink link() {
    return link;
  }

  void start() {
    link.start();
    loop.after(world.clock.below(500), this::round);
  }

  /// Does nothing any more, and keeps what it holds.
  void fallSilent() {
    silent = true;
  }

  boolean silent() {
    return silent;
  }

  /// Does this once, when its next transaction has begun.
  void atNextBegin(Runnable task) {
    atNextBegin = task;
  }

  /// Its process freezes, perhaps in the middle of a transaction.
  void freeze() {
    if (begun) {
      ended = true;
      postgres.lock(this);
      world.trace(() -> "a transaction stands, with its locks");
    }
  }

  @Override
  public Future<?> prepare(int connection) {
    return Future.succeededFuture();
  }

  private void round() {
    if (silent) {
      return;
    }
    if (loop.elapsedMillis() - rebalancedMillis >= REBALANCE_MILLIS) {
      boolean zombies = world.faultsNow(Fault.ZOMBIE_ARCHIVER);
      then(
          postgres.ask(loop, () -> !loop.dead() && postgres.hold(this, zombies)), this::rebalanced);
    } else if (!(holds || taken) || halted) {
      loop.after(500, this::round);
    } else {
      long[] epoch = new long[1];
      link.send(() -> epoch[0] = redis.epoch()).onFailure(_ -> {});
      then(
          link.send(() -> redis.waiting(cursor, world.scenario.batch())),
          entries -> archive(epoch[0], entries));
    }
  }

  private interface Step<T> {
    void go(T answer);
  }

  private <T> void then(Future<T> question, Step<T> step) {
    question.onComplete(
        done -> {
          if (done.succeeded()) {
            step.go(done.result());
          } else {
            failed(done.cause());
          }
        });
  }

  private void rebalanced(boolean held) {
    then(link.send(() -> redis.waiting(Position.NONE, 1)), front -> measured(held, front));
  }

  private void measured(boolean held, List<ArchiveQueue.Entry> front) {
    Set<Integer> mine = held ? Set.of(SimRedis.PARTITION) : Set.of();
    Map<Integer, Position> fronts = new HashMap<>();
    front.forEach(first -> fronts.put(SimRedis.PARTITION, first.queueId()));
    takeover.measured(fronts, mine, loop.elapsedMillis() * 1_000_000);
    taken =
        world.scenario.mutation() != Mutation.NO_TAKEOVER
            && takeover.taken().contains(SimRedis.PARTITION);
    if (!held && !taken) {
      cursor = Position.NONE;
    }
    holds = held;
    halted = false;
    rebalancedMillis = loop.elapsedMillis();
    round();
  }

  private void archive(long epoch, List<ArchiveQueue.Entry> entries) {
    if (epoch < 0 || entries.isEmpty()) {
      trim();
      loop.afterMicros(IDLE_MICROS, this::round);
      return;
    }
    if (world.scenario.mutation() == Mutation.TRIM_BEFORE_COMMIT) {
      trimUncommitted(entries);
    }
    // A batch may be in hand for a long time: a pause of the process, a slow disk.
    double share = world.faultsNow(Fault.ZOMBIE_ARCHIVER) ? 0.4 : 0.1;
    long held = world.clock.chance(share) ? world.clock.microsBetween(0, 1_500_000) : 0;
    loop.afterMicros(held, () -> commit(epoch, entries));
    begun = true;
    Runnable now = atNextBegin;
    atNextBegin = () -> {};
    now.run();
    begun = false;
  }

  private void commit(long epoch, List<ArchiveQueue.Entry> entries) {
    if (ended) {
      ended = false;
      failed(new BrokerException(BrokerException.Kind.UNAVAILABLE, "PostgreSQL ended the session"));
      return;
    }
    then(
        postgres.askLocked(loop, () -> postgres.archive(epoch, entries, this::refill)),
        this::announce);
  }

  private List<Publication> refill(RoomId room, Position after, Position upTo) {
    if (!link.isUp() || redis.down()) {
      throw new BrokerException(BrokerException.Kind.UNAVAILABLE, "no refill");
    }
    return redis.room(room, after, upTo);
  }

  private void announce(ArchivePlan plan) {
    world.trace(() -> "archived up to " + plan.committed() + ", " + plan.rows().size() + " rows");
    Set<Position> discarded = plan.discarded().getOrDefault(SimRedis.PARTITION, Set.of());
    Position upTo = plan.committed().get(SimRedis.PARTITION);
    if (upTo == null) {
      settled(plan, cursor);
      return;
    }
    then(
        link.send(
            () -> {
              world.announce(upTo, discarded);
              return upTo;
            }),
        announced -> settled(plan, announced));
  }

  private void settled(ArchivePlan plan, Position upTo) {
    failures = 0;
    cursor = upTo;
    committed = upTo;
    takeover.archived(plan);
    plan.rows().forEach(row -> trimmable.put(row.room(), row.at()));
    halted = !plan.halted().isEmpty();
    if (halted) {
      world.trace(() -> "the archiver stands still");
    }
    if (loop.elapsedMillis() - trimmedMillis >= TRIM_MILLIS) {
      trim();
    }
    round();
  }

  private void trim() {
    trimmedMillis = loop.elapsedMillis();
    Position upTo = committed;
    Map<RoomId, Position> rooms = Map.copyOf(trimmable);
    trimmable.clear();
    committed = Position.NONE;
    if (!upTo.equals(Position.NONE) || !rooms.isEmpty()) {
      link.send(() -> trim(upTo, rooms, world.scenario.keep()))
          .onFailure(_ -> cursor = Position.NONE);
    }
  }

  private boolean trim(Position upTo, Map<RoomId, Position> rooms, int keep) {
    redis.trimLog(upTo);
    rooms.forEach((room, at) -> redis.trimRoom(room, at, keep));
    return true;
  }

  private void trimUncommitted(List<ArchiveQueue.Entry> entries) {
    Map<RoomId, Position> rooms = new HashMap<>();
    for (ArchiveQueue.Entry entry : entries) {
      Position at = entry.publication().at();
      rooms.put(entry.publication().room(), new Position(at.epoch(), at.offset() + 1));
    }
    trim(entries.getLast().queueId(), rooms, 0);
  }

  private void failed(Throwable failure) {
    world.trace(() -> "archiver: " + failure.getMessage());
    cursor = Position.NONE;
    committed = Position.NONE;
    trimmable.clear();
    halted = false;
    if (failure instanceof StaleEpochException stale) {
      then(link.send(() -> redis.raise(stale.newer())), _ -> round());
      return;
    }
    int bound = (int) Math.min(2_000, 100L << Math.min(++failures, 5));
    loop.after(1 + world.clock.below(bound), this::round);
  }
}
