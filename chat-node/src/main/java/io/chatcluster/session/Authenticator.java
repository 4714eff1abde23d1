package io.chatcluster.session;

import io.chatcluster.protocol.UserId;

/// Decides who a token speaks for. Any thread; does no I/O.
public interface Authenticator {

  /// What a token is worth.
  sealed interface Result {

    /// Good until `expiresAtMillis` (milliseconds since 1970).
    record Accepted(UserId user, String name, long expiresAtMillis) implements Result {}

    /// It was good once.
    record Expired() implements Result {}

    record Refused() implements Result {}
  }

  Result authenticate(String token);
}
