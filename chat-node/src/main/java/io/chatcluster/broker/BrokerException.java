package io.chatcluster.broker;

/// The room log or the archive could not answer; whether it acted is unknown unless said otherwise.
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// What a caller can do about it.
  public enum Kind {
    /// The log was not reached, or gave no answer in time: try again with the same ids.
    UNAVAILABLE,
    /// The same of the archive.
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
