package io.chatcluster.archive;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Moves the archive queue into the archive: the one thread of a node that writes there.
///
/// It is a platform thread because it waits for two servers in turn, and a virtual one would cost
/// an extra switch each time. Every node runs one. [ArchiverRound] decides what to do; this does
/// it.
public final class Archiver implements AutoCloseable {

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final ArchiveQueue queue;
  private final ArchiveStore store;
  private final ArchiverRound round;
  private final Thread thread;
  private volatile boolean closing;

  public Archiver(
      ArchiveQueue queue, ArchiveStore store, ArchiverSettings settings, ArchiverEvents events) {
    this.queue = queue;
    this.store = store;
    this.round =
        new ArchiverRound(
            settings,
            new ArchiverReports(events, settings.takeover(), System::nanoTime),
            System::nanoTime,
            bound -> ThreadLocalRandom.current().nextLong(bound));
    this.thread = Thread.ofPlatform().daemon().name("archiver").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// Finishes the batch in hand, then gives the partitions to the others.
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(LONGEST_CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void run() {
    Step<?> next = round.begin();
    while (!closing || next.question().isInHand()) {
      next = take(next);
    }
  }

  private <T> Step<?> take(Step<T> step) {
    try {
      return step.answered(ask(step.question()));
    } catch (RuntimeException failure) {
      return step.failed(failure);
    }
  }

  private <T> T ask(Question<T> question) {
    return switch (question) {
      case Question.OfQueue<T> ofQueue -> ofQueue.ask(queue);
      case Question.OfStore<T> ofStore -> ofStore.ask(store);
      case Question.OfTime<T> ofTime -> {
        LockSupport.parkNanos(ofTime.time().toNanos());
        yield ofTime.over();
      }
    };
  }
}
