package io.chatcluster.loadtest.client;

/// What close codes ask of the client.
public final class CloseRule {

  /// The node stops; comes back after the time that `drain` named.
  public static final int DRAINING = 4503;

  /// No close frame was seen: the connection broke, or could not be opened.
  public static final int BROKEN = 1006;

  private static final int STAY_AWAY_FROM = 4500;
  private static final int STAY_AWAY_TO = 4999;

  private CloseRule() {}

  /// Whether a connection that ended so is to be replaced by another.
  public static boolean comesBack(int code) {
    return code < STAY_AWAY_FROM || code > STAY_AWAY_TO || code == DRAINING;
  }
}
