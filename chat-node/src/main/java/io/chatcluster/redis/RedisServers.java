package io.chatcluster.redis;

import java.util.List;
import java.util.function.IntUnaryOperator;

/// The servers that keep the room log, and which of them keeps which partition.
///
/// Each is a Redis with its own incarnations. Whatever belongs to no partition is on the first.
public final class RedisServers {

  private final List<RedisSettings.Server> all;
  private final IntUnaryOperator byPartition;

  private RedisServers(List<RedisSettings.Server> all, IntUnaryOperator byPartition) {
    this.all = List.copyOf(all);
    this.byPartition = byPartition;
  }

  /// One server that keeps everything.
  public static RedisServers one(RedisSettings.Server server) {
    return new RedisServers(List.of(server), _ -> 0);
  }

  /// @param byPartition the index of the server that keeps a partition, always the same one
  static RedisServers several(List<RedisSettings.Server> all, IntUnaryOperator byPartition) {
    return new RedisServers(all, byPartition);
  }

  public int count() {
    return all.size();
  }

  RedisSettings.Server get(int index) {
    return all.get(index);
  }

  /// The index of the server that keeps the partition.
  int of(int partition) {
    return byPartition.applyAsInt(partition);
  }
}
