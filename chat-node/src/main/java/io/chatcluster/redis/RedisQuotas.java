package io.chatcluster.redis;

import io.chatcluster.broker.LinkEvents;
import io.chatcluster.limits.Quotas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The cluster's buckets in Redis (`limits1.lua`), over a connection of their own, so that appends
/// and reads never wait behind them. They belong to no partition.
///
/// Owned by the event loop on which it was made.
public final class RedisQuotas implements Quotas {

  private static final String SCRIPT = "/redis/limits1.lua";

  private final String script;
  private final RedisLink link;

  /// Made on the event loop that will own the connection.
  public RedisQuotas(Vertx vertx, RedisSettings settings, LinkEvents metrics) {
    this.script = script();
    this.link = new RedisLink(vertx, Destination.first("limits", settings), metrics, new Owner());
  }

  private static String script() {
    try (InputStream in = RedisQuotas.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void start() {
    link.start();
  }

  public void close() {
    link.close();
  }

  @Override
  public Future<List<Long>> settle(List<Debit> debits) {
    Request request = Request.cmd(Command.EVAL).arg(script).arg(debits.size());
    for (Debit debit : debits) {
      request.arg(Keys.bucket(debit.limit(), debit.name()));
    }
    for (Debit debit : debits) {
      request.arg(debit.takenMicros()).arg(debit.mostMicros());
    }
    return link.send(request).map(RedisQuotas::missing);
  }

  private static List<Long> missing(Response answer) {
    List<Long> missing = new ArrayList<>(answer.size());
    for (Response one : answer) {
      missing.add(one.toLong());
    }
    return missing;
  }

  private static final class Owner implements RedisLink.Owner {

    @Override
    public Future<?> prepare(RedisConnection connection) {
      return Future.succeededFuture();
    }
  }
}
