package io.chatcluster.ops;

import io.chatcluster.history.ArchiveLog;
import io.chatcluster.history.ArchiverEvents;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Counts what the archiver does. Called on its thread.
///
/// The lag goes on to grow between two measures, so it is right also while nobody can measure.
public final class ArchiverMeters implements ArchiverEvents {

  private final Counter rows;
  private final Counter duplicates;
  private final Counter orphans;
  private final Counter buried;
  private final Counter halted;
  private final Counter failures;
  private final Timer commits;
  private volatile ArchiveLog.Backlog backlog = new ArchiveLog.Backlog(0, 0);

  /// @param clock milliseconds since 1970
  public ArchiverMeters(Meters meters, LongSupplier clock) {
    rows = meters.counter(Metric.ARCHIVED);
    duplicates = meters.counter(Metric.ARCHIVE_DUPLICATES);
    orphans = meters.counter(Metric.ARCHIVE_ORPHANS);
    buried = meters.counter(Metric.ARCHIVE_BURIED);
    halted = meters.counter(Metric.ARCHIVE_HALTED);
    failures = meters.counter(Metric.ARCHIVE_FAILURES);
    commits = meters.timer(Metric.ARCHIVE_COMMIT);
    meters.gauge(Metric.ARCHIVE_BACKLOG, () -> backlog.entries());
    meters.gauge(Metric.ARCHIVE_LAG, () -> seconds(backlog.oldestMillis(), clock.getAsLong()));
  }

  /// Clocks of two nodes may differ: the oldest entry may seem to be of the future.
  private static double seconds(long oldestMillis, long nowMillis) {
    return oldestMillis == 0 ? 0 : Math.max(0, nowMillis - oldestMillis) / 1_000.0;
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
  public void halted(int partition) {
    halted.increment();
  }

  @Override
  public void backlog(ArchiveLog.Backlog measured) {
    backlog = measured;
  }

  @Override
  public void failed() {
    failures.increment();
  }
}
