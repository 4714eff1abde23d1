package io.chatcluster.session;

import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;

/// Decides who a token speaks for.
///
/// Called on event loops, and never blocks them. The answer comes on any thread, perhaps at once;
/// it fails if nobody can tell at the moment.
public interface Authenticator {

  /// What a token is worth.
  sealed interface Result {

    /// Good until `expiresAtMillis` (milliseconds since 1970).
    record Accepted(UserId user, String name, long expiresAtMillis) implements Result {}

    /// It was good once.
    record Expired() implements Result {}

    record Refused() implements Result {}
  }

  Future<Result> authenticate(String token);
}
