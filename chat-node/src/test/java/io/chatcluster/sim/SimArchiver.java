package io.chatcluster.sim;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.archive.ArchiverEvents;
import io.chatcluster.archive.ArchiverRound;
import io.chatcluster.archive.ArchiverSettings;
import io.chatcluster.archive.Question;
import io.chatcluster.archive.Step;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes the steps of the real archiver's round in virtual time, over links that fail; and, where
/// that is what a run is about, takes them as a broken archiver would.
final class SimArchiver implements SimLink.Owner {

  private static final Duration TAKEOVER = Duration.ofSeconds(2);
  private static final Duration NEVER = Duration.ofDays(1_000);
  private static final Duration LINGER = Duration.ofMillis(2);
  private static final long POLL_MILLIS = 25;
  private static final int MOST_HELD_MICROS = 1_500_000;

  private final World world;
  private final SimLoop loop;
  private final SimLink link;
  private final SimQueue queue;
  private final SimStore store;
  private final Mutation mutation;
  private final ArchiverRound round;
  private boolean silent;
  private Runnable atNextBegin = () -> {};

  /// What was read last.
  private List<ArchiveQueue.Entry> batch = List.of();

  private long readMillis;

  SimArchiver(World world, SimLoop loop) {
    this.world = world;
    this.loop = loop;
    this.mutation = world.scenario.mutation();
    this.link = new SimLink(world, loop, this);
    this.queue = new SimQueue(world.redis, world.clock.anyLong(), world.scenario.keep());
    this.store = new SimStore(world.postgres);
    ArchiverSettings settings =
        new ArchiverSettings(
            world.scenario.partitions(),
            world.scenario.batch(),
            LINGER,
            mutation == Mutation.NO_TAKEOVER ? NEVER : TAKEOVER,
            new ArchiverSettings.Trimming(1, 1, Duration.ZERO));
    this.round =
        new ArchiverRound(
            settings,
            new Events(),
            () -> loop.elapsedMillis() * 1_000_000,
            bound -> world.clock.below((int) bound));
  }

  SimLink link() {
    return link;
  }

  void start() {
    link.start();
    loop.after(world.clock.below(500), () -> take(round.begin()));
  }

  /// Does nothing any more, and keeps what it holds.
  void fallSilent() {
    silent = true;
  }

  boolean silent() {
    return silent;
  }

  /// Its process is gone, and PostgreSQL has noticed.
  void gone() {
    store.close();
  }

  /// Does this once, when its next transaction has begun.
  void atNextBegin(Runnable task) {
    atNextBegin = task;
  }

  @Override
  public Future<?> prepare(int connection) {
    return Future.succeededFuture();
  }

  private <T> void take(Step<T> step) {
    if (silent && !step.question().isInHand()) {
      return;
    }
    if (loop.frozen()) {
      loop.execute(() -> take(step));
      return;
    }
    switch (step.question()) {
      case Question.Read _ -> readMillis = loop.elapsedMillis();
      case Question.Begin _ -> beforeBegin();
      case Question.Commit _ -> beforeCommit();
      default -> {}
    }
    loop.afterMicros(held(step.question()), () -> put(step));
  }

  /// A batch may be in hand for a long time: a pause of the process, a slow disk.
  private long held(Question<?> question) {
    if (!(question instanceof Question.Begin || question instanceof Question.Commit)) {
      return 0;
    }
    double share = world.faultsNow(Fault.ZOMBIE_ARCHIVER) ? 0.2 : 0.05;
    return world.clock.chance(share) ? world.clock.microsBetween(0, MOST_HELD_MICROS) : 0;
  }

  private <T> void put(Step<T> step) {
    ask(step.question())
        .onComplete(
            done -> {
              if (done.succeeded()) {
                answered(step, done.result());
              } else {
                failed(step, (RuntimeException) done.cause());
              }
            });
  }

  private <T> Future<T> ask(Question<T> question) {
    return switch (question) {
      case Question.OfQueue<T> ofQueue -> link.send(() -> ofQueue.ask(queue));
      case Question.OfStore<T> ofStore ->
          world.postgres.ask(loop, () -> ofStore.ask(store), () -> isLocked(question));
      case Question.OfTime<T> ofTime -> {
        Promise<T> promise = Promise.promise();
        loop.afterMicros(ofTime.time().toNanos() / 1_000, () -> promise.complete(ofTime.over()));
        yield promise.future();
      }
    };
  }

  private <T> void answered(Step<T> step, T answer) {
    if (answer instanceof ArchiveQueue.Batch found) {
      batch = found.entries();
      boolean over = step.question() instanceof Question.Read read && isOver(read);
      if (batch.isEmpty() && !over) {
        loop.after(POLL_MILLIS, () -> put(step));
        return;
      }
    }
    Step<?> next = step.answered(answer);
    if (step.question() instanceof Question.Begin) {
      Runnable now = atNextBegin;
      atNextBegin = () -> {};
      now.run();
    }
    take(next);
  }

  private boolean isOver(Question.Read read) {
    return loop.elapsedMillis() - readMillis >= read.patience().toMillis();
  }

  private boolean isLocked(Question<?> question) {
    return question instanceof Question.Begin begin && world.postgres.locked(begin.rooms());
  }

  private <T> void failed(Step<T> step, RuntimeException failure) {
    world.trace(() -> "archiver: " + failure.getMessage());
    if (mutation == Mutation.NOT_READ_AGAIN
        && failure instanceof ArchiveStore.StaleEpochException) {
      store.disregardEpochs();
      put(step);
      return;
    }
    take(step.failed(failure));
  }

  private void beforeBegin() {
    if (mutation == Mutation.TRIM_BEFORE_COMMIT) {
      Map<RoomId, Position> rooms = new HashMap<>();
      for (ArchiveQueue.Entry entry : batch) {
        Position at = entry.publication().at();
        rooms.put(entry.publication().room(), new Position(at.epoch(), at.offset() + 1));
      }
      Map<Integer, Position> ends = ends();
      link.send(() -> trim(ends, rooms));
    }
    if (mutation == Mutation.NO_COMPARE_AND_SET) {
      Map<RoomId, Position> heads = new HashMap<>();
      for (ArchiveQueue.Entry entry : batch) {
        heads.putIfAbsent(entry.publication().room(), entry.publication().prev());
      }
      store.believe(heads);
    }
  }

  private boolean trim(Map<Integer, Position> ends, Map<RoomId, Position> rooms) {
    queue.trimQueues(ends);
    new SimQueue(world.redis, 0, 0).trimRooms(rooms);
    return true;
  }

  private void beforeCommit() {
    if (mutation == Mutation.ANNOUNCED_BEFORE_COMMIT) {
      Map<Integer, Position> ends = ends();
      link.send(
          () -> {
            queue.announce(ends, Map.of());
            return true;
          });
    }
  }

  /// Where the batch in hand ends.
  private Map<Integer, Position> ends() {
    Map<Integer, Position> ends = new HashMap<>();
    batch.forEach(entry -> ends.put(entry.partition(), entry.queueId()));
    return ends;
  }

  private final class Events implements ArchiverEvents {

    @Override
    public void committed(int rows, int duplicates, int orphans, long nanos) {
      world.trace(() -> "archived " + rows + " rows");
    }

    @Override
    public void halted(int partition, String reason) {
      world.trace(() -> "partition " + partition + " stands still: " + reason);
    }
  }
}
