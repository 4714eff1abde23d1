package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.Line;
import io.chatcluster.loadtest.client.Backoff;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client over all its connections: comes in, pings, comes back.
///
/// Owned by its lane's loop.
final class CrowdClient {
  private static final int DRAINING = 4503;
  private static final int AWAY_FROM = 4500;
  private static final int AWAY_TO = 4999;
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CrowdLane lane;
  private final int number;
  private final Backoff backoff;
  private long due;
  private @Nullable Visit visit;
  private @Nullable Future<?> timer;
  private boolean in;
  private boolean wasIn;
  private boolean awaitingPong;
  private boolean dismissed;
  private long enteredAt;
  private long pingAt;
  private long drainLeast;
  private long drainMost;

  CrowdClient(CrowdLane lane, int number) {
    this.lane = lane;
    this.number = number;
    this.backoff = lane.loop.backoff();
  }

  /// Comes in, which was due at that time.
  void come(long dueNanos) {
    due = dueNanos;
    drainMost = 0;
    var coming = new Visit(lane, this);
    visit = coming;
    lane.loop
        .dial(coming.line())
        .addListener(
            dialed -> {
              if (!dialed.isSuccess()) {
                coming.end(Ending.broken("cannot connect: " + Line.reason(dialed.cause())));
              }
            });
    timer =
        lane.loop.after(
            lane.plan.timeout().toNanos(),
            () -> coming.end(Ending.broken("not in within " + seconds() + " s: " + coming.way())));
  }

  private long seconds() {
    return lane.plan.timeout().toSeconds();
  }

  String token() {
    return lane.plan.credentials().token(number);
  }

  String room() {
    return lane.plan.room(number);
  }

  /// Its connection has come that far.
  void reached(Phase phase) {
    // Coming back is another matter: a node that leaves makes its clients wait.
    if (!wasIn) {
      lane.tally.reach(phase, System.nanoTime() - due);
    }
    if (phase == lane.plan.last()) {
      enter();
    }
  }

  private void enter() {
    cancelTimer();
    in = true;
    lane.tally.enter();
    if (wasIn) {
      lane.tally.comeBack();
    }
    wasIn = true;
    enteredAt = System.nanoTime();
    long every = lane.plan.pingEvery().toNanos();
    if (every > 0) {
      // The first one at a random time: otherwise all that came together would ping together.
      long first = lane.loop.below(every);
      pingAt = System.nanoTime() + first;
      timer = lane.loop.after(first, this::ping);
    }
  }

  private void ping() {
    if (visit == null || !in) {
      return;
    }
    if (awaitingPong) {
      visit.end(Ending.broken("no pong to a ping"));
      return;
    }
    awaitingPong = true;
    visit.ping();
    long every = lane.plan.pingEvery().toNanos();
    timer = lane.loop.after(Math.max(1, pingAt + every - System.nanoTime()), this::pingAgain);
  }

  private void pingAgain() {
    pingAt += lane.plan.pingEvery().toNanos();
    ping();
  }

  void pong() {
    if (awaitingPong) {
      awaitingPong = false;
      lane.tally.roundTrip(System.nanoTime() - pingAt);
    }
  }

  /// Its node will leave, and wants it back after a random time in between.
  void drain(long leastMillis, long mostMillis) {
    drainLeast = leastMillis;
    drainMost = Math.max(leastMillis, mostMillis);
  }

  /// Its connection has ended.
  void ended(Ending ending) {
    cancelTimer();
    visit = null;
    awaitingPong = false;
    if (dismissed) {
      return;
    }
    if (in) {
      in = false;
      if (System.nanoTime() - enteredAt > STABLE_NANOS) {
        backoff.reset();
      }
      lane.tally.drop(ending.reason());
    } else {
      lane.tally.fail(ending.reason());
    }
    if (!lane.plan.comeBack() || staysAway(ending.code())) {
      lane.tally.lose();
      return;
    }
    long wait = TimeUnit.MILLISECONDS.toNanos(pause(ending.code()));
    // A client that has never been in is still counted from when it was due.
    timer = lane.loop.after(wait, () -> come(wasIn ? System.nanoTime() : due));
  }

  private static boolean staysAway(int code) {
    return code >= AWAY_FROM && code <= AWAY_TO && code != DRAINING;
  }

  private long pause(int code) {
    return code == DRAINING && drainMost > 0
        ? backoff.between(drainLeast, drainMost)
        : backoff.nextMillis();
  }

  /// Goes, and does not come back.
  void dismiss() {
    dismissed = true;
    cancelTimer();
    if (visit != null) {
      visit.leave();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
