package io.chatcluster.engineio;

/// Why a session ended.
public enum CloseCause {

  /// The client closed it, or its connection broke.
  TRANSPORT_CLOSE,

  /// The client did something that no client may: two polls at once, say.
  TRANSPORT_ERROR,

  /// No answer to a ping came in time.
  PING_TIMEOUT,

  /// The client sent something that is not a packet.
  PARSE_ERROR,

  /// The client did not take what was sent to it.
  SLOW_CONSUMER,

  /// This side closed it.
  SERVER;

  /// The words that the Node server has for it.
  public String words() {
    return switch (this) {
      case TRANSPORT_CLOSE -> "transport close";
      case TRANSPORT_ERROR -> "transport error";
      case PING_TIMEOUT -> "ping timeout";
      case PARSE_ERROR -> "parse error";
      case SLOW_CONSUMER -> "slow consumer";
      case SERVER -> "forced close";
    };
  }
}
