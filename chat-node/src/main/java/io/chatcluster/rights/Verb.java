package io.chatcluster.rights;

/// What somebody wants to do in a room.
public enum Verb {
  /// To be in it and hear what happens there.
  JOIN,
  /// To read its history.
  READ,
  /// To say something.
  WRITE,
  /// To tell those who are in it something fleeting. A verb of its own: where few may write, many
  /// may still raise a hand.
  SIGNAL
}
