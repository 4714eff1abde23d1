package io.chatcluster.ops;

import io.chatcluster.history.ArchiverEvents;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Counts what the archiver does. Called on its thread.
public final class ArchiverMeters implements ArchiverEvents {

  private final Counter rows;
  private final Counter duplicates;
  private final Counter orphans;
  private final Counter buried;
  private final Counter halted;
  private final Counter failures;
  private final Timer commits;
  private volatile long backlog;

  public ArchiverMeters(Meters meters) {
    rows = meters.counter(Metric.ARCHIVED);
    duplicates = meters.counter(Metric.ARCHIVE_DUPLICATES);
    orphans = meters.counter(Metric.ARCHIVE_ORPHANS);
    buried = meters.counter(Metric.ARCHIVE_BURIED);
    halted = meters.counter(Metric.ARCHIVE_HALTED);
    failures = meters.counter(Metric.ARCHIVE_FAILURES);
    commits = meters.timer(Metric.ARCHIVE_COMMIT);
    meters.gauge(Metric.ARCHIVE_BACKLOG, () -> backlog);
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
  public void backlog(long entries) {
    backlog = entries;
  }

  @Override
  public void failed() {
    failures.increment();
  }
}
