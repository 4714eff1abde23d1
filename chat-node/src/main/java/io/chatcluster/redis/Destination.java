package io.chatcluster.redis;

import java.util.List;
import java.util.stream.IntStream;

/// Where a link leads, and what it is for.
///
/// @param purpose one word, for logs
/// @param server the index of the server
record Destination(String purpose, RedisSettings settings, int server) {

  /// Where what belongs to no partition is kept.
  static Destination first(String purpose, RedisSettings settings) {
    return new Destination(purpose, settings, 0);
  }

  /// For logs.
  String name() {
    return settings.servers().count() == 1 ? purpose : purpose + " " + (server + 1);
  }

  RedisAddress address() {
    return settings.servers().get(server).address();
  }

  RedisTls tls() {
    return settings.servers().get(server).tls();
  }

  /// Which of that many partitions are kept there.
  List<Integer> partitions(int count) {
    return IntStream.range(0, count)
        .filter(partition -> settings.servers().of(partition) == server)
        .boxed()
        .toList();
  }
}
