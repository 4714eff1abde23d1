package io.chatcluster.node;

import io.chatcluster.protocol.AckLevel;

/// How a node publishes.
///
/// @param level what an ack means
/// @param ackTimeoutMillis how long a sender waits at the most
/// @param idWindowMillis how long the log remembers ids
/// @param maxWaiting messages of one event loop that may wait for the log or the archive
public record PublishSettings(
    AckLevel level, long ackTimeoutMillis, long idWindowMillis, int maxWaiting) {

  /// How far clocks of clients and nodes may be apart.
  static final long CLOCK_LEEWAY_MILLIS = 10_000;

  /// Messages in one append.
  static final int MAX_BATCH = 64;
}
