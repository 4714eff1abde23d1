package io.chatcluster.session;

/// Whether a client heeds refusals. One that does not is a flooder, and is closed:
///
/// - one that sends messages through [#MOST_IGNORED] refusals in a row, each before the time
///   that it was told to wait was over. A refusal after that time is bad luck: in a crowded room
///   others were quicker;
/// - one that makes the node refuse things, whatever they are, for [#MOST_TICKS] seconds without a
///   break, at a pace that nobody reaches who waits as told: each room and each command in flight
///   waits by itself, so the waits told in one second add up to no more seconds than there are of
///   these. What is accepted in between is no excuse.
///
/// Owned by its session.
final class Heed {

  /// Messages in a row.
  static final int MOST_IGNORED = 100;

  /// Seconds.
  static final int MOST_TICKS = 30;

  /// For a mistake of the client, which could be refused again at once.
  private static final long WAIT_AFTER_MISTAKE_MILLIS = 500;

  private final long mostToldMillis;
  private long toldMillis;
  private long waitUntilMillis;
  private int ignored;
  private int ticks;

  /// @param waiting how much of a client may wait at once
  Heed(int waiting) {
    // Twice, because what was already under way when it was told comes too.
    this.mostToldMillis = 2L * waiting * 1_000;
  }

  /// Something was refused that the client need not have asked for.
  ///
  /// @param waitMillis how long it was told to wait, or 0
  void refused(long waitMillis) {
    toldMillis += waitMillis == 0 ? WAIT_AFTER_MISTAKE_MILLIS : waitMillis;
  }

  /// A message was too fast.
  ///
  /// @return whether that is one too many
  boolean ignores(long waitMillis, long nowMillis) {
    if (nowMillis < waitUntilMillis) {
      ignored++;
    }
    waitUntilMillis = nowMillis + waitMillis;
    return ignored >= MOST_IGNORED;
  }

  /// A message was not too fast.
  void accepted() {
    ignored = 0;
    waitUntilMillis = 0;
  }

  /// To be called once a second.
  ///
  /// @return whether it was too much for too long
  boolean tick() {
    ticks = toldMillis > mostToldMillis ? ticks + 1 : 0;
    toldMillis = 0;
    return ticks >= MOST_TICKS;
  }
}
