package io.chatcluster.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Cuts a run into seconds, from sums that the lanes keep anyway, so it costs deliveries nothing.
///
/// Owned by the thread of the run.
final class Timeline implements Trial.Glance {
  private static final double SECOND = 1e9;
  private static final double LEAST_REST = 0.2;

  private final Scenario scenario;
  private final Fanout.Watcher watcher;
  private final List<Moment> moments = new ArrayList<>();
  private Tally before;
  private Tally beforeLast;
  private long start;
  private long from;
  private long fromLast;

  Timeline(Scenario scenario, Fanout.Watcher watcher) {
    this.scenario = scenario;
    this.watcher = watcher;
    this.before = new Tally(scenario.rooms());
    this.beforeLast = before;
  }

  /// Begins now.
  void begin(long nanos) {
    start = nanos;
    from = nanos;
    before = new Tally(scenario.rooms());
    moments.clear();
  }

  @Override
  public boolean at(Fleet fleet) throws InterruptedException {
    long now = System.nanoTime();
    if (now - from >= SECOND) {
      cut(fleet, now);
    }
    return watcher.goesOn();
  }

  /// Ends. A short remainder belongs to the second before it: a rate over a few milliseconds means
  /// nothing.
  void end(Fleet fleet) throws InterruptedException {
    long now = System.nanoTime();
    if (!moments.isEmpty() && now - from < LEAST_REST * SECOND) {
      moments.removeLast();
      before = beforeLast;
      from = fromLast;
    }
    cut(fleet, now);
  }

  private void cut(Fleet fleet, long now) throws InterruptedException {
    var tally = fleet.tally();
    double seconds = (now - from) / SECOND;
    var sum = tally.progress();
    var sumBefore = before.progress();
    var moment =
        new Moment(
            (now - start) / SECOND,
            (sum.sent() - sumBefore.sent()) / seconds,
            (sum.acked() - sumBefore.acked()) / seconds,
            (sum.refused() - sumBefore.refused()) / seconds,
            (sum.deliveries() - sumBefore.deliveries()) / seconds,
            since(tally.latencies(), before.latencies()),
            since(tally.ackLatencies(), before.ackLatencies()));
    beforeLast = before;
    fromLast = from;
    before = tally;
    from = now;
    moments.add(moment);
    watcher.passed(moment);
  }

  private static Histogram since(Histogram now, Histogram before) {
    var between = now.copy();
    between.subtract(before);
    return between;
  }

  List<Moment> moments() {
    return List.copyOf(moments);
  }
}
