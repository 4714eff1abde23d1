package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.bench.Outcome.Latency;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Makes runs with a connected fleet, one after the other, and reads the CPU clocks around them.
///
/// Owned by the thread of the experiment.
final class Trial {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long HEAD_START = 5 * MILLISECOND;
  private static final long GLANCE = 100 * MILLISECOND;
  private static final int DRAIN_SECONDS = 15;
  private static final int LATE_SHARE = 100;
  private static final int STALLED_SECONDS = 2;
  private static final double MICROS_PER_MILLI = 1_000;

  private final Fleet fleet;
  private final List<CpuTimes.Watched> watched;
  private final long drainPatience;
  private final Glance glance;
  private int runs;

  /// Looks at a fleet now and then while a run goes on.
  interface Glance {
    /// Says whether it shall go on.
    boolean at(Fleet fleet) throws InterruptedException;
  }

  Trial(Fleet fleet, List<CpuTimes.Watched> watched) {
    this(fleet, watched, DRAIN_SECONDS, _ -> true);
  }

  /// @param drainSeconds how long it waits for what is still on its way at the end
  Trial(Fleet fleet, List<CpuTimes.Watched> watched, int drainSeconds, Glance glance) {
    this.fleet = fleet;
    this.watched = List.copyOf(watched);
    this.drainPatience = drainSeconds * SECOND;
    this.glance = glance;
  }

  /// Publishes that load and returns once all of it has arrived, or cannot arrive any more.
  ///
  /// @param patient whether it goes on to the end even when it is clear that it cannot be held
  Outcome run(Load load, boolean patient) throws InterruptedException {
    var run = Run.at(++runs, System.nanoTime() + HEAD_START, load);
    fleet.begin(run);
    boolean gaveUp = hopeless(run, load, patient, run.measuredFromNanos());
    var before = Reading.of(fleet, watched);
    gaveUp = gaveUp || hopeless(run, load, patient, run.schedule().endNanos());
    var after = Reading.of(fleet, watched);
    if (gaveUp) {
      fleet.stop();
    }
    drain(run, gaveUp);
    var tally = fleet.tally();
    var total = tally.progress();
    return new Outcome(
        fleet.scenario(),
        load,
        run.schedule().count(),
        total.sent(),
        total.acked(),
        total.refused(),
        after.progress().signalled() - before.progress().signalled(),
        after.progress().heard() - before.progress().heard(),
        after.progress().deliveries() - before.progress().deliveries(),
        (after.nanos() - before.nanos()) / (double) SECOND,
        after.cpu().since(before.cpu()).seconds(),
        latency(tally.latencies()),
        latency(tally.ackLatencies()),
        fleet.faults(tally),
        tally.troubles(),
        gaveUp);
  }

  /// Waits until then, or until it is clear that the run cannot be held.
  private boolean hopeless(Run run, Load load, boolean patient, long until)
      throws InterruptedException {
    long deliveries = (long) load.rate() * load.seconds() * fleet.scenario().sockets();
    while (until - System.nanoTime() > 0) {
      pause(Math.min(GLANCE, until - System.nanoTime()));
      if (!glance.at(fleet)) {
        return true;
      }
      var progress = fleet.progress();
      long unanswered = progress.sent() - progress.acked() - progress.refused();
      boolean stalled = unanswered > (long) run.schedule().rate() * STALLED_SECONDS;
      if (!patient && (stalled || progress.late() > deliveries / LATE_SHARE)) {
        return true;
      }
    }
    return false;
  }

  private void drain(Run run, boolean gaveUp) throws InterruptedException {
    long patience = System.nanoTime() + drainPatience;
    while (System.nanoTime() < patience) {
      var progress = fleet.progress();
      boolean allSent = gaveUp || progress.sent() == run.schedule().count();
      boolean answered = progress.acked() + progress.refused() == progress.sent();
      if (allSent
          && answered
          && progress.deliveries() >= progress.acked() * fleet.scenario().sockets()) {
        return;
      }
      pause(GLANCE / 4);
      var _ = glance.at(fleet);
    }
  }

  private static void pause(long nanos) throws InterruptedException {
    LockSupport.parkNanos(nanos);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static Latency latency(Histogram micros) {
    return new Latency(
        micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
        micros.getValueAtPercentile(99) / MICROS_PER_MILLI,
        micros.getMaxValue() / MICROS_PER_MILLI);
  }

  /// The clocks and counts at one moment.
  private record Reading(long nanos, CpuTimes cpu, Progress progress) {
    static Reading of(Fleet fleet, List<CpuTimes.Watched> watched) throws InterruptedException {
      return new Reading(System.nanoTime(), CpuTimes.of(watched), fleet.progress());
    }
  }
}
