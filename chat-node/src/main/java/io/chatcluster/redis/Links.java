package io.chatcluster.redis;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/// The links that serve one purpose, one to each server, found by partition.
///
/// Whatever is sent over a link names only keys and channels of partitions that are kept at its
/// other end. So whoever has something to say about many partitions says it once for each link; and
/// if a server is away, the others carry on.
///
/// @param <L> what stands around the link; two of them are never equal
final class Links<L> {

  private final RedisServers servers;
  private final List<L> all;

  /// @param make a link
  Links(String purpose, RedisSettings settings, Function<Destination, L> make) {
    this.servers = settings.servers();
    this.all =
        IntStream.range(0, servers.count())
            .mapToObj(server -> make.apply(new Destination(purpose, settings, server)))
            .toList();
  }

  /// The link to the server that keeps the partition.
  L of(int partition) {
    return all.get(servers.of(partition));
  }

  /// In the order of the servers.
  List<L> all() {
    return all;
  }

  void forEach(Consumer<L> action) {
    all.forEach(action);
  }

  /// Things by the link that leads to them; in their order, and the links in the order of the first
  /// thing of each.
  <T> Map<L, List<T>> group(Collection<T> things, ToIntFunction<T> partition) {
    Map<L, List<T>> groups = new LinkedHashMap<>();
    for (T thing : things) {
      groups.computeIfAbsent(of(partition.applyAsInt(thing)), _ -> new ArrayList<>()).add(thing);
    }
    return groups;
  }

  /// The answers of those that can be reached; fails if none can.
  static <T> Future<List<T>> reached(List<Future<T>> answers) {
    return Future.join(answers)
        .transform(
            done -> {
              List<T> reached =
                  answers.stream().filter(Future::succeeded).map(Future::result).toList();
              return reached.isEmpty() && done.failed()
                  ? Future.failedFuture(done.cause())
                  : Future.succeededFuture(reached);
            });
  }
}
