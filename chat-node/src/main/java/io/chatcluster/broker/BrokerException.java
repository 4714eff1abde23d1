package io.chatcluster.broker;

/// The room log or the archive could not answer. Unless the kind says otherwise, it may have acted
/// all the same.
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// What a caller can do about it.
  public enum Kind {
    /// The log could not be reached, or did not answer in time: try again with the same ids.
    UNAVAILABLE,
    /// The same for the archive.
    ARCHIVE_UNAVAILABLE,
    /// Refused because too much waits already; nothing was stored.
    OVERLOADED
  }

  public BrokerException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public BrokerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
