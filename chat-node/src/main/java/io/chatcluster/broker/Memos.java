package io.chatcluster.broker;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/// Small texts that any node can find again for some time: what a client needs to go on elsewhere.
///
/// Called on the event loop that owns the connection; every future completes on it, and fails only
/// with [BrokerException]. They are gone with the log's server.
public interface Memos {

  /// Keeps a text under a name, in place of an older one.
  ///
  /// @param name up to 128 letters and digits, which nobody else can guess
  /// @param life after which it is forgotten
  Future<?> keep(String name, String text, Duration life);

  /// The text of that name; empty if there is none.
  Future<Optional<String>> find(String name);

  /// Forgets it at once.
  Future<?> forget(String name);
}
