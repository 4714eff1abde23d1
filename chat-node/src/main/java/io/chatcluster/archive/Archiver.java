package io.chatcluster.archive;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Reason;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the archive queue to the archive: the one thread of a node that writes history.
///
/// A thread of its own, as it waits for two servers in turn and a virtual one would cost a switch
/// more each time. Every node runs one, and each partition is held by at most one at a time: a
/// convenience, as a second one does no harm. The head's compare-and-set decides. So where nothing
/// moves, every node archives, whoever holds the partition ([Takeover]). Whatever fails, the next
/// round begins at the start of the logs, where everything that was not committed still is.
public final class Archiver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);
  private static final Duration IDLE_WAIT = Duration.ofMillis(500);

  /// A fence may be about to tell the log.
  private static final Duration FENCE_PAUSE = Duration.ofMillis(20);

  private static final long REBALANCE_NANOS = 1_000_000_000L;
  private static final long MEASURE_NANOS = 1_000_000_000L;
  private static final long SAID_AGAIN_NANOS = 60_000_000_000L;
  private static final int LOGGED_EVERY = 10;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long MOST_PAUSE_MILLIS = 2_000;

  private final ArchiveQueue log;
  private final ArchiveStore store;
  private final ArchiverSettings settings;
  private final ArchiverEvents events;
  private final Trimmer trimmer;
  private final Takeover takeover;
  private final Set<Integer> all;
  private final Thread thread;
  private final Map<Integer, Position> cursors = new HashMap<>();
  private final Set<Integer> halted = new HashSet<>();

  /// When it was said last that a partition stands still.
  private final Map<Integer, Long> saidNanos = new HashMap<>();

  private volatile boolean closing;

  /// Whether the last read found something.
  private boolean flowing;

  private long rebalancedNanos;
  private long measuredNanos;
  private int failures;

  public Archiver(
      ArchiveQueue log, ArchiveStore store, ArchiverSettings settings, ArchiverEvents events) {
    this.log = log;
    this.store = store;
    this.settings = settings;
    this.events = events;
    this.trimmer = new Trimmer(log);
    this.takeover = new Takeover(settings.takeover().toNanos());
    this.all = IntStream.range(0, settings.partitions()).boxed().collect(Collectors.toSet());
    this.thread = Thread.ofPlatform().daemon().name("archiver").unstarted(this::run);
  }

  public void start() {
    rebalancedNanos = System.nanoTime() - REBALANCE_NANOS;
    measuredNanos = System.nanoTime() - MEASURE_NANOS;
    thread.start();
  }

  /// Finishes the batch in hand, then gives the partitions to the others.
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void run() {
    while (!closing) {
      try {
        round();
        failures = 0;
      } catch (ArchiveStore.StaleEpochException e) {
        stale(e);
      } catch (BrokerException e) {
        failed(e);
      } catch (RuntimeException e) {
        LOG.error("an archive round failed", e);
        failed(e);
      }
    }
  }

  /// Whoever claimed the newer epoch may have died before the log heard of it; then nobody
  /// else would tell it, and nothing could ever be archived again.
  private void stale(ArchiveStore.StaleEpochException e) {
    LOG.info("{}; reading its log again", Reason.of(e));
    forget();
    try {
      log.raise(e.newer());
      pause(FENCE_PAUSE);
    } catch (BrokerException unreached) {
      failed(unreached);
    }
  }

  private void failed(RuntimeException e) {
    events.failed();
    if (failures++ % LOGGED_EVERY == 0) {
      LOG.warn("archive: {}; trying again", Reason.of(e));
    }
    forget();
    measureAnyway();
    long bound = Math.min(MOST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 5));
    pause(Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(bound)));
  }

  private void forget() {
    cursors.replaceAll((partition, cursor) -> Position.NONE);
    halted.clear();
    trimmer.forget();
  }

  private void round() {
    rebalance();
    Map<Integer, Position> reading = new HashMap<>(cursors);
    reading.keySet().removeAll(halted);
    if (reading.isEmpty()) {
      pause(IDLE_WAIT);
      return;
    }
    if (flowing) {
      // A commit costs the same for one row as for many: wait a little for company.
      pause(settings.linger());
    }
    Duration wait = flowing ? Duration.ZERO : IDLE_WAIT;
    ArchiveQueue.Batch batch = read(reading, wait);
    if (batch.entries().isEmpty()) {
      if (!flowing) {
        trimmer.trim();
      }
      flowing = false;
      return;
    }
    archive(batch);
    flowing = true;
    trimmer.trimWhenDue();
  }

  private ArchiveQueue.Batch read(Map<Integer, Position> reading, Duration wait) {
    ArchiveQueue.Batch batch = log.read(reading, settings.batch(), wait);
    batch.unreadable().forEach(this::halt);
    return batch;
  }

  /// Nothing of the partition is passed over: it waits for a node that knows more, or for an
  /// operator.
  private void halt(int partition, String reason) {
    if (!halted.add(partition)) {
      return;
    }
    events.halted(partition);
    long now = System.nanoTime();
    Long said = saidNanos.get(partition);
    if (said == null || now - said >= SAID_AGAIN_NANOS) {
      saidNanos.put(partition, now);
      LOG.error("partition {} stands still: {}", partition, reason);
    }
  }

  private void rebalance() {
    long now = System.nanoTime();
    if (now - rebalancedNanos < REBALANCE_NANOS) {
      return;
    }
    rebalancedNanos = now;
    Set<Integer> held = store.rebalance(settings.partitions());
    Set<Integer> fresh = takeover.measured(measure().fronts(), held, now);
    Set<Integer> wanted = takeover.taken();
    events.takenOver(wanted.size());
    if (!fresh.isEmpty()) {
      LOG.warn(
          "nothing has moved for {} ms in partitions {}: archiving them too",
          settings.takeover().toMillis(),
          fresh);
    }
    cursors.keySet().removeIf(p -> !held.contains(p) && !wanted.contains(p));
    for (Set<Integer> some : List.of(held, wanted)) {
      for (int partition : some) {
        cursors.putIfAbsent(partition, Position.NONE);
      }
    }
    // What was missing may have turned up.
    halted.clear();
  }

  private ArchiveQueue.Backlog measure() {
    measuredNanos = System.nanoTime();
    ArchiveQueue.Backlog backlog = log.backlog(all);
    events.backlog(backlog);
    return backlog;
  }

  /// While the store is away no round gets as far as the measure, and just then it is wanted.
  private void measureAnyway() {
    if (System.nanoTime() - measuredNanos < MEASURE_NANOS) {
      return;
    }
    try {
      measure();
    } catch (BrokerException e) {
      LOG.debug("archive: {}", Reason.of(e));
    }
  }

  private void archive(ArchiveQueue.Batch batch) {
    long began = System.nanoTime();
    ArchivePlan plan;
    try {
      plan = commit(batch);
    } catch (PoisonException e) {
      plan = commitOneByOne(batch);
    }
    log.announce(plan.committed(), plan.discarded());
    events.committed(
        plan.rows().size(), plan.duplicates(), plan.orphans(), System.nanoTime() - began);
    settled(plan);
  }

  private void settled(ArchivePlan plan) {
    cursors.putAll(plan.committed());
    trimmer.committed(plan);
    takeover.archived(plan);
    for (int partition : plan.halted()) {
      halt(partition, "a message's predecessor is nowhere");
    }
  }

  private ArchivePlan commit(ArchiveQueue.Batch batch) {
    try (ArchiveStore.Transaction transaction = begin(batch)) {
      ArchivePlan plan = new ArchivePlan(transaction.heads()).add(batch.entries(), log::readRoom);
      transaction.insert(plan.rows());
      transaction.commit();
      return plan;
    }
  }

  private ArchiveStore.Transaction begin(ArchiveQueue.Batch batch) {
    Set<RoomId> rooms = new LinkedHashSet<>();
    Map<Integer, Long> epochs = new HashMap<>();
    for (ArchiveQueue.Entry entry : batch.entries()) {
      rooms.add(entry.publication().room());
      Long epoch = batch.epochs().get(entry.partition());
      if (epoch != null) {
        epochs.put(entry.partition(), epoch);
      }
    }
    return store.begin(epochs, rooms);
  }

  /// One entry a transaction: slow, rare, and it finds the row that the database refuses.
  private ArchivePlan commitOneByOne(ArchiveQueue.Batch batch) {
    ArchivePlan last = new ArchivePlan(Map.of());
    for (ArchiveQueue.Entry entry : batch.entries()) {
      log.announce(last.committed(), last.discarded());
      settled(last);
      // Behind a missing predecessor nothing of its partition may be passed.
      if (halted.contains(entry.partition())) {
        last = new ArchivePlan(Map.of());
        continue;
      }
      ArchiveQueue.Batch one = new ArchiveQueue.Batch(List.of(entry), batch.epochs());
      try {
        last = commit(one);
      } catch (PoisonException e) {
        last = commitRowByRow(one);
      }
    }
    return last;
  }

  /// One row a transaction: before the entry there may be predecessors that had to be refilled, and
  /// only what the database refuses is buried.
  private ArchivePlan commitRowByRow(ArchiveQueue.Batch one) {
    String refusal = "";
    while (true) {
      try (ArchiveStore.Transaction transaction = begin(one)) {
        ArchivePlan plan = new ArchivePlan(transaction.heads()).add(one.entries(), log::readRoom);
        List<Publication> rows = plan.rows();
        if (!rows.isEmpty() && refusal.isEmpty()) {
          transaction.insert(rows.subList(0, 1));
        } else if (!rows.isEmpty()) {
          transaction.bury(rows.getFirst(), refusal);
          events.buried();
        }
        transaction.commit();
        if (rows.size() <= 1) {
          return plan;
        }
        refusal = "";
      } catch (PoisonException e) {
        refusal = "refused: " + Reason.of(e);
      }
    }
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
