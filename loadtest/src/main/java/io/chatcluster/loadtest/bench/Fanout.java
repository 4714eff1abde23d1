package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.dial.Dialer;
import java.util.List;
import org.HdrHistogram.Histogram;

/// One run of publishing at one rate, which can be watched second by second.
///
/// Used by one thread.
public final class Fanout {
  private static final int AT_ONCE = 200;

  private final Scenario scenario;
  private final Load load;
  private final int threads;
  private final int drainSeconds;

  /// Hears how a run goes, on the thread of the run.
  public interface Watcher {
    /// This many sockets have joined their rooms.
    void joined(int sockets, int of);

    /// Another second is over.
    void passed(Moment moment);

    /// Whether the run should go on; asked several times a second.
    boolean goesOn();
  }

  /// What a run has shown.
  ///
  /// @param deliveryMicros latencies of all measured deliveries, from when a message was due
  /// @param ackMicros latencies of all measured acks, likewise
  public record Result(
      Outcome outcome, List<Moment> moments, Histogram deliveryMicros, Histogram ackMicros) {
    public Result {
      moments = List.copyOf(moments);
    }
  }

  /// @param threads event loops of the generator
  /// @param drainSeconds how long it waits for what is still on its way at the end
  public Fanout(Scenario scenario, Load load, int threads, int drainSeconds) {
    this.scenario = scenario;
    this.load = load;
    this.threads = threads;
    this.drainSeconds = drainSeconds;
  }

  /// Connects all seats, publishes, waits for what is on its way, and closes.
  ///
  /// @param seats room by room, as many in each as the scenario says
  /// @throws BenchException if a socket cannot join
  public Result run(List<Seat> seats, Dialer dialer, Watcher watcher) throws InterruptedException {
    try (var fleet = new Fleet(scenario, threads, dialer)) {
      for (int from = 0; from < seats.size(); from += AT_ONCE) {
        int to = Math.min(seats.size(), from + AT_ONCE);
        fleet.connect(seats.subList(from, to));
        watcher.joined(to, seats.size());
      }
      var timeline = new Timeline(scenario, watcher);
      timeline.begin(System.nanoTime());
      var generator = new CpuTimes.Watched("generator", ProcessHandle.current().pid());
      var trial = new Trial(fleet, List.of(generator), drainSeconds, timeline);
      var outcome = trial.run(load, true);
      timeline.end(fleet);
      var tally = fleet.tally();
      return new Result(outcome, timeline.moments(), tally.latencies(), tally.ackLatencies());
    }
  }
}
