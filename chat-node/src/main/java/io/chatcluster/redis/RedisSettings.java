package io.chatcluster.redis;

import java.time.Duration;

/// What the Redis side needs to know.
///
/// @param servers where the room log is kept
/// @param timeout longest silence of a connection that owes answers
/// @param maxInFlight commands of one link that may wait for answers
public record RedisSettings(
    RedisServers servers, Duration timeout, int maxInFlight, Log log, Reads reads) {

  /// How to reach it.
  ///
  /// @param url `redis://[user:password@]host:port[/db]` or `rediss://`
  /// @param password where the address has none; empty for a Redis that asks for none
  /// @param tls for `rediss://`
  public record Server(String url, String password, RedisTls tls) {

    /// @throws IllegalArgumentException with a sentence about what makes the address unusable
    public Server {
      var _ = RedisAddress.parse(url, password);
    }

    RedisAddress address() {
      return RedisAddress.parse(url, password);
    }

    /// Both may have a secret in them.
    @Override
    public String toString() {
      return "Server";
    }
  }

  /// What is kept there.
  ///
  /// @param idWindow how long ids of messages are remembered
  /// @param backlogLimit entries of a partition that may wait for the archiver
  /// @param keep messages of a room log that are not dropped
  /// @param max messages of a room log above which archived ones are dropped
  /// @param maxBytes the same in bytes; the newest half of it is not dropped
  public record Log(Duration idWindow, long backlogLimit, int keep, int max, int maxBytes) {}

  /// The bounds of reads, for each link that they take.
  ///
  /// @param bytes of answers that may be on their way
  /// @param maxWaiting reads that may wait for their turn
  /// @param patience how long one may wait
  public record Reads(int bytes, int maxWaiting, Duration patience) {}
}
