package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.client.Tokens;
import io.chatcluster.loadtest.dial.Dialer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/// Carries out plans: connects, warms up, measures, searches.
///
/// Owned by one thread. Every scenario has fresh rooms and users, so that nothing old is received.
final class Experiment {
  private static final int SETTLE_SECONDS = 1;
  private static final int PROBE_SECONDS = 3;
  private static final int CONFIRMATIONS = 4;
  private static final double STEP_DOWN = 0.88;
  private static final long TOKEN_SECONDS = 3_600;

  private final Target target;
  private final Report report;
  private final int threads;

  /// Where to, and whose CPU to count.
  ///
  /// @param tokens lets the users in
  record Target(List<URI> nodes, Tokens tokens, List<CpuTimes.Watched> watched) {
    Target {
      nodes = List.copyOf(nodes);
      watched = List.copyOf(watched);
    }
  }

  Experiment(Target target, int threads, Report report) {
    this.target = target;
    this.threads = threads;
    this.report = report;
  }

  /// Measures what the plan wants and tells the report.
  void carryOut(Plan plan) throws InterruptedException {
    report.begin(plan);
    var fleet = connected(plan.scenario());
    try {
      var trial = new Trial(fleet, target.watched());
      report.warmedUp(trial.run(load(plan, plan.searchFrom(), plan.warmUpSeconds()), true));
      if (plan.measureRate()) {
        var outcome = trial.run(load(plan, plan.rate(), plan.seconds()), true);
        report.atRate(plan, outcome, yardstick());
      }
      if (plan.storm() > 0) {
        signals(plan, trial);
      }
      if (plan.measureHeld()) {
        fleet = search(plan, fleet, trial);
      }
    } finally {
      fleet.close();
    }
  }

  /// What a signal costs beside a message, and what a storm of them does to messages.
  private void signals(Plan plan, Trial trial) throws InterruptedException {
    var idle = trial.run(withSignals(plan, 1, 0), true);
    var messages = trial.run(withSignals(plan, plan.rate(), 0), true);
    var signals = trial.run(withSignals(plan, 1, plan.rate()), true);
    var storm = trial.run(withSignals(plan, plan.rate(), plan.storm()), true);
    report.signals(plan, new Report.Signals(idle, messages, signals, storm));
  }

  private static Load withSignals(Plan plan, int rate, int signals) {
    return new Load(rate, signals, SETTLE_SECONDS, plan.seconds(), plan.limitMillis());
  }

  private static double yardstick() {
    try {
      return Yardstick.microsPerPair();
    } catch (IOException e) {
      throw new BenchException("the yardstick could not be taken", e);
    }
  }

  /// Short runs find about where the limit is; only a full one counts as held.
  ///
  /// @return the fleet that is connected now: a run that overloads may cost sockets
  private Fleet search(Plan plan, Fleet first, Trial firstTrial) throws InterruptedException {
    var fleet = first;
    var trial = firstTrial;
    var search = new Search(plan.searchFrom(), plan.searchSteps());
    int probe = Math.min(PROBE_SECONDS, plan.seconds());
    int confirmations = 0;
    while (true) {
      OptionalInt next = search.next();
      boolean probing = next.isPresent();
      int rate = probing ? next.getAsInt() : confirmed(search, confirmations++);
      var outcome = trial.run(load(plan, rate, probing ? probe : plan.seconds()), false);
      if (probing) {
        search.tried(rate, outcome.held());
      } else if (outcome.held() || confirmations == CONFIRMATIONS) {
        report.held(plan, outcome, yardstick());
        return fleet;
      }
      report.probed(outcome);
      if (outcome.faults().closed() > 0 || outcome.acked() + outcome.refused() < outcome.sent()) {
        fleet.close();
        fleet = connected(plan.scenario());
        trial = new Trial(fleet, target.watched());
      }
    }
  }

  /// What held for a probe's few seconds may be too much for a whole run: a little less each time.
  private static int confirmed(Search search, int failures) {
    return Math.max(1, (int) (search.held() * Math.pow(STEP_DOWN, failures)));
  }

  private static Load load(Plan plan, int rate, int seconds) {
    return new Load(rate, SETTLE_SECONDS, seconds, plan.limitMillis());
  }

  private Fleet connected(Scenario scenario) throws InterruptedException {
    var fleet = new Fleet(scenario, threads, Dialer.plain());
    try {
      fleet.connect(seats(scenario));
      return fleet;
    } catch (BenchException e) {
      fleet.close();
      throw e;
    }
  }

  /// Room by room; the sockets of a room go to the nodes in turn, and so do the first sockets of
  /// the rooms.
  private List<Seat> seats(Scenario scenario) {
    var nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    long now = System.currentTimeMillis();
    var seats = new ArrayList<Seat>();
    for (int room = 0; room < scenario.rooms(); room++) {
      for (int i = 0; i < scenario.sockets(); i++) {
        var user = "b%s-%d-%d".formatted(nonce, room, i);
        var node = target.nodes().get((room + i) % target.nodes().size());
        var token = target.tokens().issue(user, user, now, TOKEN_SECONDS);
        seats.add(new Seat(user, token, node, room, "bench-%s-%d".formatted(nonce, room)));
      }
    }
    return seats;
  }
}
