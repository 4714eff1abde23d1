package io.chatcluster.protocol;

import java.util.Locale;

/// Why a signal is heard by nobody, or not by somebody. The labels of metrics are these in lower
/// case.
public enum Drop {
  /// A newer one of the same session about the same topic took its place.
  COALESCED,
  /// Too many signals wait already on the loop that accepted it, or on the way to Redis.
  WAITING,
  /// Redis could not be told.
  UNAVAILABLE,
  /// The room has as many at once as it may.
  CROWDED,
  /// A member's outbox was full, or it was busy reading what it had missed.
  SLOW;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /// The label in metrics.
  public String wire() {
    return wire;
  }
}
