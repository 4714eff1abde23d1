package io.chatcluster.redis;

import java.time.Duration;

/// What the Redis side needs to know.
///
/// @param url `redis://[user:password@]host:port[/db]` or `rediss://`
/// @param password where the address has none; empty for a Redis that asks for none
/// @param tls for `rediss://`
/// @param timeout longest silence of a connection that owes answers
/// @param maxInFlight commands of one event loop that may wait for answers
/// @param idWindow how long ids of messages are remembered
/// @param backlogLimit entries of a partition that may wait for the archiver
/// @param keep messages of a room log that are not dropped
/// @param max messages of a room log above which archived ones are dropped
/// @param maxBytes the same in bytes; the newest half of it is not dropped
/// @param reads how much may be read at once
public record RedisSettings(
    String url,
    String password,
    RedisTls tls,
    Duration timeout,
    int maxInFlight,
    Duration idWindow,
    long backlogLimit,
    int keep,
    int max,
    int maxBytes,
    Reads reads) {

  /// @throws IllegalArgumentException with a sentence about an address that cannot be used
  public RedisSettings {
    var _ = RedisAddress.parse(url, password);
  }

  /// How far the clocks of nodes and clients may be apart.
  static final Duration CLOCK_LEEWAY = Duration.ofSeconds(10);

  /// How long an id is remembered at the most, with a window of that length.
  public static Duration remembered(Duration window) {
    return window.plus(CLOCK_LEEWAY.multipliedBy(2));
  }

  /// The bounds of reads, for each event loop.
  ///
  /// @param bytes of answers that may be on their way
  /// @param maxWaiting reads that may wait for their turn
  /// @param patience how long one may wait
  public record Reads(int bytes, int maxWaiting, Duration patience) {}

  RedisAddress address() {
    return RedisAddress.parse(url, password);
  }

  @Override
  public String toString() {
    return "RedisSettings[maxInFlight=" + maxInFlight + ", keep=" + keep + ", max=" + max + "]";
  }
}
