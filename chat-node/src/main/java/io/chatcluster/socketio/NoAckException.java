package io.chatcluster.socketio;

/// An ack that was waited for does not come.
public final class NoAckException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Why it does not come.
  public enum Why {

    /// The time for it is over.
    LATE,

    /// The socket is.
    DISCONNECTED,

    /// Too many are waited for; the event was not sent.
    TOO_MANY
  }

  private final Why why;

  NoAckException(Why why) {
    super("no ack: " + why, null, false, false);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
