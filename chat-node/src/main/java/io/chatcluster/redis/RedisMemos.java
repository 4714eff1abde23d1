package io.chatcluster.redis;

import io.chatcluster.broker.Memos;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;

/// Memos as strings with a time to live, over the connections for reads: however many there are, no
/// append waits behind them.
///
/// Owned by the loop of its links.
final class RedisMemos implements Memos {

  private final Keys keys;
  private final Links<RedisReads> links;

  RedisMemos(Keys keys, Links<RedisReads> links) {
    this.keys = keys;
    this.links = links;
  }

  @Override
  public Future<?> keep(String name, String text, Duration life) {
    return send(
        name,
        Request.cmd(Command.SET).arg(keys.memo(name)).arg(text).arg("PX").arg(life.toMillis()));
  }

  @Override
  public Future<Optional<String>> find(String name) {
    return send(name, Request.cmd(Command.GET).arg(keys.memo(name)))
        .map(text -> Optional.ofNullable(text).map(Response::toString));
  }

  @Override
  public Future<?> forget(String name) {
    return send(name, Request.cmd(Command.DEL).arg(keys.memo(name)));
  }

  private Future<Response> send(String name, Request request) {
    return links.of(keys.partitions().of(name)).send(request);
  }
}
