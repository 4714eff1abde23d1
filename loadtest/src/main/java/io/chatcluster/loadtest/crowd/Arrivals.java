package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.Schedule;

/// Lets clients of one lane come when they are due, looking at most once a millisecond. However
/// late, nobody is left out.
///
/// Owned by the lane's loop.
final class Arrivals implements Runnable {
  private static final long MILLISECOND = 1_000_000;

  private final CrowdLane lane;
  private final Schedule schedule;
  private final int lanes;
  private long next;

  /// @param first the first client of this lane; every `lanes`-th from there on is its own
  Arrivals(CrowdLane lane, Schedule schedule, int first, int lanes) {
    this.lane = lane;
    this.schedule = schedule;
    this.next = first;
    this.lanes = lanes;
  }

  @Override
  public void run() {
    if (lane.dismissed()) {
      return;
    }
    long due = schedule.dueBy(System.nanoTime());
    for (; next < due; next += lanes) {
      lane.admit((int) next, schedule.due(next));
    }
    if (next < schedule.count()) {
      long wait = schedule.due(next) - System.nanoTime();
      var _ = lane.loop.after(Math.max(MILLISECOND, wait), this);
    }
  }
}
