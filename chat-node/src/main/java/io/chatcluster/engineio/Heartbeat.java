package io.chatcluster.engineio;

/// When to ping, and when a ping has been unanswered for too long.
///
/// Counted from when a ping was due and not from when somebody looked, so that looking now and then
/// is enough. Owned by its session.
final class Heartbeat {

  /// How late a look may be before the client gets the time that was lost.
  private static final long SLACK_MILLIS = 1_000;

  private final long intervalMillis;
  private final long timeoutMillis;
  private long dueMillis;
  private boolean unanswered;

  Heartbeat(EngineSettings settings, long nowMillis) {
    this.intervalMillis = settings.pingInterval().toMillis();
    this.timeoutMillis = settings.pingTimeout().toMillis();
    this.dueMillis = nowMillis + intervalMillis;
  }

  /// Whether a ping is to be sent now.
  boolean beats(long nowMillis) {
    if (unanswered || nowMillis < dueMillis) {
      return false;
    }
    unanswered = true;
    if (nowMillis - dueMillis > SLACK_MILLIS) {
      dueMillis = nowMillis;
    }
    return true;
  }

  boolean failed(long nowMillis) {
    return unanswered && nowMillis - dueMillis >= timeoutMillis;
  }

  /// The client has answered. An answer to nothing means nothing.
  void answered(long nowMillis) {
    if (unanswered) {
      unanswered = false;
      dueMillis = nowMillis + intervalMillis;
    }
  }
}
