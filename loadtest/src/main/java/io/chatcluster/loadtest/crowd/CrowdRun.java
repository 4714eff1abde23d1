package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.dial.Dialer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// Lets a crowd come, perhaps stay, and go, and cuts that into seconds.
///
/// Used by one thread.
public final class CrowdRun {
  private static final double SECOND = 1e9;
  private static final long GLANCE = 50_000_000;
  private static final double LEAST_REST = 0.2;

  private final CrowdPlan plan;
  private final Duration stay;
  private final Consumer<CrowdMoment> watcher;
  private final BooleanSupplier goesOn;
  private final List<CrowdMoment> moments = new ArrayList<>();
  private CrowdTally before = new CrowdTally();
  private CrowdTally beforeLast = before;
  private long start;
  private long from;
  private long fromLast;

  /// What it has shown.
  ///
  /// @param tally at the end, with the clients still there
  /// @param stayMicros of the pings that were answered once all had come: what a storm of arrivals
  ///     does to them says nothing about idle sockets
  /// @param arrivedAfter seconds until nobody was on the way in for the first time
  /// @param cutShort it was ended early
  public record Result(
      CrowdTally tally,
      List<CrowdMoment> moments,
      Histogram stayMicros,
      double arrivedAfter,
      boolean cutShort) {
    public Result {
      moments = List.copyOf(moments);
    }

    /// Seconds from the first client that was due to the end.
    public double seconds() {
      return moments.isEmpty() ? 0 : moments.getLast().at();
    }
  }

  /// @param stay how long all stay once they have come
  /// @param watcher hears of every second that is over
  /// @param goesOn says whether the run shall go on; asked several times a second
  public CrowdRun(
      CrowdPlan plan, Duration stay, Consumer<CrowdMoment> watcher, BooleanSupplier goesOn) {
    this.plan = plan;
    this.stay = stay;
    this.watcher = watcher;
    this.goesOn = goesOn;
  }

  /// Runs; everybody has gone when it returns.
  public Result run(Dialer dialer) throws InterruptedException {
    try (var crowd = new Crowd(plan, dialer)) {
      start = System.nanoTime();
      from = start;
      crowd.begin(start);
      long patience = start + (long) (SECOND * plan.sockets() / plan.rate()) + 2 * timeout();
      while (goesOn.getAsBoolean()
          && crowd.settled() < plan.sockets()
          && System.nanoTime() - patience < 0) {
        glance(crowd);
      }
      long arrived = System.nanoTime();
      var coming = crowd.tally();
      while (goesOn.getAsBoolean() && System.nanoTime() - arrived < stay.toNanos()) {
        glance(crowd);
      }
      end(crowd, System.nanoTime());
      var tally = crowd.tally();
      return new Result(
          tally,
          moments,
          CrowdMoment.since(tally.roundTrips(), coming.roundTrips()),
          (arrived - start) / SECOND,
          !goesOn.getAsBoolean());
    }
  }

  private long timeout() {
    return plan.timeout().toNanos();
  }

  private void glance(Crowd crowd) throws InterruptedException {
    LockSupport.parkNanos(GLANCE);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long now = System.nanoTime();
    if (now - from >= SECOND) {
      cut(crowd, now);
    }
  }

  /// A short remainder belongs to the second before it: a rate over a few milliseconds means
  /// nothing.
  private void end(Crowd crowd, long now) throws InterruptedException {
    if (!moments.isEmpty() && now - from < LEAST_REST * SECOND) {
      moments.removeLast();
      before = beforeLast;
      from = fromLast;
    }
    cut(crowd, now);
  }

  private void cut(Crowd crowd, long now) throws InterruptedException {
    var tally = crowd.tally();
    double at = (now - start) / SECOND;
    var moment =
        CrowdMoment.between(before, tally, plan.last(), at, Math.max(1, now - from) / SECOND);
    beforeLast = before;
    fromLast = from;
    before = tally;
    from = now;
    moments.add(moment);
    watcher.accept(moment);
  }
}
