package io.chatcluster.peers;

import java.util.Locale;

/// What became of a request for a session of another node.
public enum Outcome {

  /// The owner has answered, whatever it was, and the client has got it.
  ANSWERED,

  /// The client went away first.
  CANCELLED,

  /// Nobody knows where the owner is.
  UNKNOWN,

  /// The owner could not be reached.
  UNREACHABLE,

  /// The owner broke off.
  BROKEN,

  /// The owner did not answer in time.
  LATE,

  /// The owner does not believe that it was asked by a node.
  DISTRUSTED,

  /// Too much is under way already.
  CROWDED,

  /// The body is longer than any may be.
  LONG,

  /// A WebSocket, which cannot be handed over: its client stays with polling.
  UPGRADE;

  /// Its word in metrics.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
