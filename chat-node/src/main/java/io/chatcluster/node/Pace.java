package io.chatcluster.node;

/// When a loop writes out what has gathered: at once when idle, at a steady pace when busy.
///
/// A flush costs a system call a socket, whatever it carries. So the first thing after a quiet time
/// goes out at the end of this turn of the loop, and what follows within the interval goes out
/// together. Owned by its loop.
final class Pace {

  /// @param intervalMillis least time between two flushes; 0 flushes at the end of each turn
  record Settings(long intervalMillis) {}

  private final Loop loop;
  private final long intervalMillis;
  private final Runnable flush;
  private long lastMillis;
  private boolean requested;

  Pace(Loop loop, Settings settings, Runnable flush) {
    this.loop = loop;
    this.intervalMillis = settings.intervalMillis();
    this.flush = flush;
  }

  void request() {
    if (requested) {
      return;
    }
    requested = true;
    long since = loop.nowMillis() - lastMillis;
    if (since >= intervalMillis || since < 0) {
      loop.execute(this::run);
    } else {
      loop.after(intervalMillis - since, this::run);
    }
  }

  private void run() {
    requested = false;
    lastMillis = loop.nowMillis();
    flush.run();
  }
}
