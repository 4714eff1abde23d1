package io.chatcluster.ws;

/// Whether the client of a socket is still alive. Owned by the socket's event loop; times are of a
/// clock that nobody can set.
final class Liveness {

  enum Look {
    NOTHING,
    PING,
    CLOSE
  }

  private final long intervalMillis;
  private final long timeoutMillis;
  private long lastHeardMillis;
  private long nextPingMillis;
  private long pingedMillis;

  Liveness(WsSettings.Pings pings, long nowMillis) {
    this.intervalMillis = pings.interval().toMillis();
    this.timeoutMillis = pings.timeout().toMillis();
    this.lastHeardMillis = nowMillis;
    this.nextPingMillis = nowMillis + intervalMillis;
  }

  /// It gave a sign of life, even if only by taking what waits for it: the ping may stand behind
  /// that.
  void heard(long nowMillis) {
    lastHeardMillis = nowMillis;
  }

  /// The socket is read again: what the client has sent in the meantime comes now.
  void readAgain(long nowMillis) {
    lastHeardMillis = nowMillis;
    pingedMillis = 0;
  }

  /// @return how long after the ping; -1 for a pong that nobody asked for
  long ponged(long nowMillis) {
    long after = pingedMillis > 0 ? nowMillis - pingedMillis : -1;
    pingedMillis = 0;
    return after;
  }

  /// To be called about once a second, while the socket is read.
  Look look(long nowMillis) {
    if (intervalMillis == 0) {
      return Look.NOTHING;
    }
    boolean owesPong = pingedMillis > lastHeardMillis;
    if (owesPong && nowMillis - pingedMillis > timeoutMillis) {
      return Look.CLOSE;
    }
    if (nowMillis < nextPingMillis) {
      return Look.NOTHING;
    }
    nextPingMillis = nowMillis + intervalMillis;
    // Counted from the first that is unanswered: otherwise back-to-back pings would postpone the
    // timeout forever.
    if (!owesPong) {
      pingedMillis = nowMillis;
    }
    return Look.PING;
  }
}
