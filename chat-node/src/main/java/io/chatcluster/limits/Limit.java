package io.chatcluster.limits;

import java.util.Locale;

/// Everything that has a rate, and to whom that applies. Metric labels are these names in lower
/// case.
public enum Limit {
  /// Messages of a user.
  USER_MESSAGES(Scope.USER),
  /// Bytes of a user's messages.
  USER_BYTES(Scope.USER),
  /// Signals of a user.
  USER_SIGNALS(Scope.USER),
  /// Rooms in which nobody has spoken, joined by a user.
  USER_ROOMS(Scope.USER),
  /// Bytes of history that a user reads.
  USER_READS(Scope.USER),
  /// Messages to a room.
  ROOM_MESSAGES(Scope.ROOM),
  /// Bytes of the messages to a room.
  ROOM_BYTES(Scope.ROOM),
  /// Handshakes from an address.
  ADDRESS_HANDSHAKES(Scope.ADDRESS),
  /// Tokens for guests at an address.
  ADDRESS_GUESTS(Scope.ADDRESS),
  /// Messages of all guests at an address.
  GUEST_MESSAGES(Scope.ADDRESS),
  /// Bytes of the messages of all guests at an address.
  GUEST_BYTES(Scope.ADDRESS),
  /// Signals of all guests at an address.
  GUEST_SIGNALS(Scope.ADDRESS),
  /// Rooms in which nobody has spoken, joined by all guests at an address.
  GUEST_ROOMS(Scope.ADDRESS),
  /// Bytes of history that all guests at an address read.
  GUEST_READS(Scope.ADDRESS),
  /// Tokens for guests that this node gives; other nodes are not asked.
  NODE_GUESTS(Scope.NODE);

  private final Scope scope;
  private final String wire = name().toLowerCase(Locale.ROOT);

  Limit(Scope scope) {
    this.scope = scope;
  }

  public Scope scope() {
    return scope;
  }

  /// The name in metrics and in Redis.
  public String wire() {
    return wire;
  }
}
