package io.chatcluster.node;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// When a loop fans out: at once while it has time, rarely and in large batches when it has not.
///
/// Owned by its loop. A fan-out costs much the same for one message as for ten, nearly all of it
/// one system call a socket. So the pace watches what share of the time goes into fan-outs, from
/// the moment one is due until its bytes are written, including waits for a processor. Up to a
/// certain share it waits for nothing. Beyond that the wait before the next fan-out grows with the
/// share, and what is heard in the meantime makes the next batch. As larger batches cost less for
/// each message, share and wait find a balance.
final class Pace {

  /// The share of its time at which a loop begins to gather, and that at which it gathers for as
  /// long as it may.
  private record Share(double easy, double full) {}

  private static final Share OF_MESSAGES = new Share(0.25, 0.75);

  /// They give way before messages do.
  private static final Share OF_SIGNALS = new Share(0.05, 0.2);

  /// Nobody notices that a signal is this late, and those that come in the meantime share its
  /// system calls.
  private static final Duration LEAST_OF_SIGNALS = Duration.ofMillis(20);

  /// How far back the share looks.
  private static final double MEMORY_MILLIS = 200;

  private final Loop loop;
  private final long leastMillis;
  private final long mostMillis;
  private final Share allowed;
  private final BooleanSupplier fanOut;
  private long nextMillis;
  private long endedMillis;
  private double share;
  private boolean requested;

  Pace(Loop loop, NodeSettings.FanOut settings, Runnable fanOut) {
    this(
        loop,
        settings,
        OF_MESSAGES,
        () -> {
          fanOut.run();
          return false;
        });
  }

  /// @param most how long signals may gather
  /// @param fanOut says whether something is left: then it goes on as soon as others have had the
  /// loop
  static Pace ofSignals(Loop loop, Duration most, BooleanSupplier fanOut) {
    return new Pace(loop, new NodeSettings.FanOut(LEAST_OF_SIGNALS, most), OF_SIGNALS, fanOut);
  }

  private Pace(Loop loop, NodeSettings.FanOut settings, Share allowed, BooleanSupplier fanOut) {
    this.loop = loop;
    this.allowed = allowed;
    this.leastMillis = settings.least().toMillis();
    this.mostMillis = settings.most().toMillis();
    this.fanOut = fanOut;
  }

  void request() {
    if (requested) {
      return;
    }
    requested = true;
    long now = loop.elapsedMillis();
    long wait = nextMillis - now;
    if (wait <= 0 || wait > Math.max(leastMillis, mostMillis)) {
      loop.execute(() -> run(now));
    } else {
      long due = nextMillis;
      loop.after(wait, () -> run(due));
    }
  }

  private void run(long due) {
    requested = false;
    if (fanOut.getAsBoolean()) {
      requested = true;
      loop.after(1, () -> run(due));
      return;
    }
    // The outboxes flush at the end of this turn: the cost is known in the next one.
    loop.execute(() -> rest(due));
  }

  private void rest(long due) {
    long now = loop.elapsedMillis();
    double elapsed = Math.max(1, now - endedMillis);
    double spent = Math.clamp((double) (now - due), 0, elapsed);
    share += Math.min(1, elapsed / MEMORY_MILLIS) * (spent / elapsed - share);
    endedMillis = now;
    double busy = Math.clamp((share - allowed.easy()) / (allowed.full() - allowed.easy()), 0, 1);
    long wait = Math.round(busy * mostMillis);
    nextMillis = Math.max(due + leastMillis, now + wait);
  }
}
