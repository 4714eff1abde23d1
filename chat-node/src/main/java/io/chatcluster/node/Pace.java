package io.chatcluster.node;

/// When a loop fans out: at once while it has time, seldom and in large batches when it has not.
///
/// Owned by its loop. A fan-out costs much the same for one message as for ten, nearly all of it
/// one system call a socket. So after a fan-out that took some time, the next one waits as long:
/// at most half of a loop's time goes into fan-outs, whatever the load; what is heard meanwhile
/// makes the next batch. An idle loop waits for nothing.
final class Pace {

  /// @param leastMillis least time between the starts of two fan-outs
  /// @param mostMillis longest wait, however long a fan-out took
  record Settings(long leastMillis, long mostMillis) {}

  private final Loop loop;
  private final Settings settings;
  private final Runnable fanOut;
  private long nextMillis;
  private boolean requested;

  Pace(Loop loop, Settings settings, Runnable fanOut) {
    this.loop = loop;
    this.settings = settings;
    this.fanOut = fanOut;
  }

  void request() {
    if (requested) {
      return;
    }
    requested = true;
    long wait = nextMillis - loop.nowMillis();
    if (wait <= 0 || wait > settings.mostMillis()) {
      loop.execute(this::run);
    } else {
      loop.after(wait, this::run);
    }
  }

  private void run() {
    requested = false;
    long began = loop.nowMillis();
    nextMillis = began + settings.leastMillis();
    fanOut.run();
    // The outboxes flush at the end of this turn: the cost is known in the next one.
    loop.execute(() -> rest(began));
  }

  private void rest(long began) {
    long now = loop.nowMillis();
    long cost = Math.clamp(now - began, 0, settings.mostMillis());
    nextMillis = Math.max(nextMillis, now + cost);
  }
}
