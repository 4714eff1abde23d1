package io.chatcluster.loadtest.client;

/// What an error code asks of the client that sent the command.
enum ErrorRule {
  /// Wait, then the same again.
  RETRY,
  /// Join first, then the same again.
  JOIN,
  /// Give it up; it was not stored.
  REFUSED,
  /// Give it up; an earlier attempt may have been stored.
  GIVE_UP;

  static ErrorRule of(String code) {
    return switch (code) {
      case "rate_limited",
          "overloaded",
          "unavailable",
          "retry_later",
          "internal",
          "too_many_in_flight" ->
          RETRY;
      case "not_joined" -> JOIN;
      case "stale_id" -> REFUSED;
      default -> GIVE_UP;
    };
  }
}
