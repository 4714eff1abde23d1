package io.chatcluster.protocol;

import java.util.Locale;

/// What an ack means: where the message is stored when it is sent.
public enum AckLevel {
  /// In the room log, synced as Redis' `appendfsync` says; survives any crash of a process.
  LOGGED,
  /// Committed in PostgreSQL; survives the loss of all of Redis.
  DURABLE;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /// The level's name in frames and settings.
  public String wire() {
    return wire;
  }
}
