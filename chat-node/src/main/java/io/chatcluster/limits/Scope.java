package io.chatcluster.limits;

import java.util.Locale;

/// Whose a [Limit] is.
public enum Scope {
  USER,
  ROOM,
  ADDRESS,
  NODE;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /// The label in metrics.
  public String wire() {
    return wire;
  }
}
