package io.chatcluster.archive;

import io.chatcluster.archive.Question.Done;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What an archiver does, round after round, as steps for whoever drives it: it decides, but does
/// no asking itself.
///
/// At most one archiver holds a partition at a time. That only saves work: a second one does no
/// harm, because the compare-and-set on the head decides. So where nothing moves, any node
/// archives, whoever holds the partition ([Takeover]). Whatever fails, the next round begins at the
/// start of the queues, where everything that was not committed still is.
public final class ArchiverRound {

  private static final Duration IDLE_WAIT = Duration.ofMillis(500);

  /// A fence may be about to tell the log.
  private static final Duration FENCE_PAUSE = Duration.ofMillis(20);

  private static final long REBALANCE_NANOS = 1_000_000_000L;
  private static final long MEASURE_NANOS = 1_000_000_000L;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long MOST_PAUSE_MILLIS = 2_000;

  private final ArchiverSettings settings;
  private final ArchiverEvents events;
  private final LongSupplier nanos;
  private final LongUnaryOperator random;
  private final Set<Integer> all;
  private final Cursors cursors = new Cursors();
  private final Takeover takeover;
  private final Trimmer trimmer;
  private final BatchCommit commit;

  /// Whether the last read found something.
  private boolean flowing;

  private long rebalancedNanos;
  private long measuredNanos;

  /// Rounds that have failed since the last one that did not.
  private int failures;

  /// @param nanos a clock that nobody can set
  /// @param random gives a random number below its argument
  public ArchiverRound(
      ArchiverSettings settings,
      ArchiverEvents events,
      LongSupplier nanos,
      LongUnaryOperator random) {
    this.settings = settings;
    this.events = events;
    this.nanos = nanos;
    this.random = random;
    this.all = IntStream.range(0, settings.partitions()).boxed().collect(Collectors.toSet());
    this.takeover = new Takeover(settings.takeover().toNanos());
    this.trimmer = new Trimmer(settings.trimming(), nanos);
    this.commit = new BatchCommit(new Owner(), events, nanos);
    this.rebalancedNanos = nanos.getAsLong() - REBALANCE_NANOS;
    this.measuredNanos = nanos.getAsLong() - MEASURE_NANOS;
  }

  /// The first step of a round.
  public Step<?> begin() {
    long now = nanos.getAsLong();
    if (now - rebalancedNanos < REBALANCE_NANOS) {
      return read();
    }
    rebalancedNanos = now;
    return step(
        new Question.Rebalance(settings.partitions()),
        held -> {
          measuredNanos = nanos.getAsLong();
          return step(
              new Question.Measure(all),
              backlog -> {
                events.backlog(backlog);
                balanced(held, takeover.measured(backlog.fronts(), held, now));
                return read();
              });
        });
  }

  private void balanced(Set<Integer> held, Set<Integer> fresh) {
    Set<Integer> taken = takeover.taken();
    events.takenOver(taken.size(), fresh);
    Set<Integer> mine = new HashSet<>(held);
    mine.addAll(taken);
    cursors.keep(mine);
  }

  private Step<?> read() {
    if (cursors.reading().isEmpty()) {
      return pause(IDLE_WAIT, this::next);
    }
    // A commit costs the same for one row as for many: wait a little for company.
    return flowing && settings.linger().isPositive()
        ? pause(settings.linger(), this::readNow)
        : readNow();
  }

  private Step<?> readNow() {
    Duration wait = flowing ? Duration.ZERO : IDLE_WAIT;
    return step(
        new Question.Read(cursors.reading(), settings.batch(), wait),
        batch -> {
          batch.unreadable().forEach(this::halt);
          if (!batch.entries().isEmpty()) {
            return commit.archive(batch);
          }
          List<Question<Done>> due = flowing ? List.of() : trimmer.trim();
          flowing = false;
          return each(due, this::next);
        });
  }

  private Step<?> next() {
    failures = 0;
    return begin();
  }

  /// Nothing in the partition is skipped: it waits for a node that knows more, or for an operator.
  private void halt(int partition, String reason) {
    if (cursors.halt(partition)) {
      events.halted(partition, reason);
    }
  }

  private Step<?> failed(RuntimeException failure) {
    if (failure instanceof ArchiveStore.StaleEpochException stale) {
      return stale(stale);
    }
    events.failed(failure, failures++);
    forget();
    long bound = Math.min(MOST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 5));
    Duration time = Duration.ofMillis(1 + random.applyAsLong(bound));
    long now = nanos.getAsLong();
    if (now - measuredNanos < MEASURE_NANOS) {
      return pause(time, this::begin);
    }
    // While the store is away no round gets as far as measuring, and that is just when the measure
    // is wanted.
    measuredNanos = now;
    return new Step<>(
        new Question.Measure(all),
        backlog -> {
          events.backlog(backlog);
          return pause(time, this::begin);
        },
        _ -> pause(time, this::begin));
  }

  /// Whoever claimed the newer epoch may have died before telling the log. Nobody else would tell
  /// it, and nothing could ever be archived again.
  private Step<?> stale(ArchiveStore.StaleEpochException stale) {
    events.stale(stale);
    forget();
    return step(new Question.Raise(stale.newer()), _ -> pause(FENCE_PAUSE, this::begin));
  }

  private void forget() {
    cursors.forget();
    trimmer.forget();
  }

  private Step<?> each(List<Question<Done>> questions, Supplier<Step<?>> then) {
    return questions.isEmpty()
        ? then.get()
        : step(questions.getFirst(), _ -> each(questions.subList(1, questions.size()), then));
  }

  private Step<?> pause(Duration time, Supplier<Step<?>> then) {
    return step(new Question.Pause(time), _ -> then.get());
  }

  private <T> Step<T> step(Question<T> question, Function<T, Step<?>> then) {
    return new Step<>(question, then, this::failed);
  }

  private final class Owner implements BatchCommit.Owner {

    @Override
    public boolean isHalted(int partition) {
      return cursors.isHalted(partition);
    }

    @Override
    public void announced(ArchivePlan plan) {
      cursors.committed(plan.committed());
      trimmer.committed(plan);
      takeover.archived(plan);
      plan.halted().forEach(partition -> halt(partition, "a message's predecessor is nowhere"));
    }

    @Override
    public Step<?> archived() {
      flowing = true;
      return each(trimmer.whenDue(), ArchiverRound.this::next);
    }

    @Override
    public Step<?> failed(RuntimeException failure) {
      return ArchiverRound.this.failed(failure);
    }
  }
}
