package io.chatcluster.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Sends what is due, when it is due, from the sockets of one lane.
///
/// Owned by the lane's loop. It wakes for the next due message, but at most once in a millisecond,
/// and then sends all that is due with one flush a socket. However late it is, nothing is left out.
final class Pacer implements Runnable {
  private static final long MILLISECOND = 1_000_000;

  private final Lane lane;
  private final Scenario scenario;
  private final List<LoadSocket> all;
  private final Run run;
  private final List<LoadSocket> written = new ArrayList<>();
  private long next;
  private long nextSignal;

  /// @param all every socket of the fleet, room by room
  Pacer(Lane lane, Scenario scenario, List<LoadSocket> all) {
    this.lane = lane;
    this.scenario = scenario;
    this.all = all;
    this.run = lane.tally.run();
  }

  @Override
  public void run() {
    if (!lane.publishing() || lane.tally.run().number() != run.number()) {
      return;
    }
    long due = run.schedule().dueBy(System.nanoTime());
    for (; next < due; next++) {
      publish(next);
    }
    long dueSignals = run.signals().dueBy(System.nanoTime());
    for (; nextSignal < dueSignals; nextSignal++) {
      signal(nextSignal);
    }
    written.forEach(LoadSocket::flush);
    written.clear();
    long wait = Math.min(untilDue(run.schedule(), next), untilDue(run.signals(), nextSignal));
    if (wait < Long.MAX_VALUE) {
      var _ = lane.loop().schedule(this, Math.max(MILLISECOND, wait), TimeUnit.NANOSECONDS);
    }
  }

  private static long untilDue(Schedule schedule, long sequence) {
    return sequence < schedule.count()
        ? schedule.due(sequence) - System.nanoTime()
        : Long.MAX_VALUE;
  }

  private void signal(long sequence) {
    int room = scenario.roomOf(sequence);
    var socket = all.get(room * scenario.sockets() + scenario.tellerOf(sequence));
    if (socket.lane() == lane && socket.signal()) {
      written.add(socket);
    }
  }

  private void publish(long sequence) {
    int room = scenario.roomOf(sequence);
    var socket = all.get(room * scenario.sockets() + scenario.publisherOf(sequence));
    if (socket.lane() == lane && socket.publish(run.number(), sequence)) {
      written.add(socket);
    }
  }
}
