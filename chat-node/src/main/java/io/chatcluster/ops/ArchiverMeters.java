package io.chatcluster.ops;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiverEvents;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Counts what the archiver does. Called on its thread.
///
/// The lag keeps growing between two measurements, so it is right even while nobody can measure.
/// Only the wall clock can say how old an entry is; how long ago that was seen is read from a clock
/// that nobody can set.
public final class ArchiverMeters implements ArchiverEvents {

  private final Counter rows;
  private final Counter duplicates;
  private final Counter orphans;
  private final Counter buried;
  private final Counter halted;
  private final Counter failures;
  private final Timer commits;
  private final LongSupplier clock;
  private final LongSupplier elapsed;
  private volatile Seen seen = new Seen(0, -1, 0);
  private volatile int takenOver;

  /// How much waited, how long its oldest entry had waited by then (-1 if there was none), and when
  /// that was seen.
  private record Seen(long entries, long ageMillis, long elapsedMillis) {}

  /// @param clock milliseconds since 1970
  /// @param elapsed milliseconds by a clock that nobody can set
  public ArchiverMeters(Meters meters, LongSupplier clock, LongSupplier elapsed) {
    this.clock = clock;
    this.elapsed = elapsed;
    rows = meters.counter(Metric.ARCHIVED);
    duplicates = meters.counter(Metric.ARCHIVE_DUPLICATES);
    orphans = meters.counter(Metric.ARCHIVE_ORPHANS);
    buried = meters.counter(Metric.ARCHIVE_BURIED);
    halted = meters.counter(Metric.ARCHIVE_HALTED);
    failures = meters.counter(Metric.ARCHIVE_FAILURES);
    commits = meters.timer(Metric.ARCHIVE_COMMIT);
    meters.gauge(Metric.ARCHIVE_BACKLOG, () -> seen.entries());
    meters.gauge(Metric.ARCHIVE_LAG, () -> seconds(seen, elapsed.getAsLong()));
    meters.gauge(Metric.ARCHIVE_TAKEN_OVER, () -> takenOver);
  }

  private static double seconds(Seen seen, long elapsedMillis) {
    return seen.ageMillis() < 0
        ? 0
        : (seen.ageMillis() + elapsedMillis - seen.elapsedMillis()) / 1_000.0;
  }

  @Override
  public void committed(int newRows, int known, int lost, long nanos) {
    rows.increment(newRows);
    duplicates.increment(known);
    orphans.increment(lost);
    commits.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void buried() {
    buried.increment();
  }

  @Override
  public void halted(int partition, String reason) {
    halted.increment();
  }

  @Override
  public void takenOver(int partitions, Set<Integer> fresh) {
    takenOver = partitions;
  }

  /// The clocks of two nodes may differ, so the oldest entry may seem to come from the future.
  @Override
  public void backlog(ArchiveQueue.Backlog measured) {
    long oldest = measured.oldestMillis();
    long age = oldest == 0 ? -1 : Math.max(0, clock.getAsLong() - oldest);
    seen = new Seen(measured.entries(), age, elapsed.getAsLong());
  }

  @Override
  public void failed(RuntimeException why, int before) {
    failures.increment();
  }
}
