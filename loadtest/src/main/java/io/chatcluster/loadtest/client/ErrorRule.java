package io.chatcluster.loadtest.client;

/// What an error code asks of the client that sent the command.
enum ErrorRule {
  /// Wait, then send the same again.
  RETRY,
  /// Join first, then send the same again.
  JOIN,
  /// Give it up; no attempt was stored.
  NEVER_STORED,
  /// Give it up; this attempt was not stored, an earlier one may have been.
  REFUSED,
  /// A code from the future: give it up, and claim nothing.
  UNKNOWN;

  static ErrorRule of(String code) {
    return switch (code) {
      case "rate_limited",
          "overloaded",
          "unavailable",
          "archive_unavailable",
          "retry_later",
          "internal",
          "too_many_in_flight" ->
          RETRY;
      case "not_joined" -> JOIN;
      case "stale_id" -> NEVER_STORED;
      case "malformed",
          "unknown_type",
          "unauthenticated",
          "already_connected",
          "bad_token",
          "token_expired",
          "bad_room",
          "bad_position",
          "bad_id",
          "empty_message",
          "message_too_big",
          "bad_text",
          "too_many_rooms",
          "forbidden" ->
          REFUSED;
      default -> UNKNOWN;
    };
  }
}
