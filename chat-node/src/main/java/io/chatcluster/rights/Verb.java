package io.chatcluster.rights;

/// What somebody wants to do in a room.
public enum Verb {
  /// To be in it, and to hear what happens there.
  JOIN,
  /// To read what has happened.
  READ,
  /// To say something.
  WRITE
}
