package io.chatcluster.redis;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client of a real Redis that does what the real one does at times: it forgets a call, or its
/// connection is dead and has not said so.
final class BrittleRedis implements Redis {

  private final Redis real;

  /// Whether calls fail from now on, with this text; empty: they go through.
  volatile String failing = "";

  /// Whether the next call is never answered.
  volatile boolean forgetful;

  BrittleRedis(Redis real) {
    this.real = real;
  }

  @Override
  public Future<RedisConnection> connect() {
    return real.connect().map(Connection::new);
  }

  @Override
  public Future<Void> close() {
    return real.close();
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    return real.send(request);
  }

  @Override
  public Future<List<@Nullable Response>> batch(List<Request> requests) {
    return real.batch(requests);
  }

  private final class Connection implements RedisConnection {

    private final RedisConnection held;

    Connection(RedisConnection held) {
      this.held = held;
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      if (forgetful) {
        forgetful = false;
        return Promise.<@Nullable Response>promise().future();
      }
      if (!failing.isEmpty()) {
        return Future.failedFuture(failing);
      }
      return held.send(request);
    }

    @Override
    public RedisConnection exceptionHandler(Handler<Throwable> handler) {
      held.exceptionHandler(handler);
      return this;
    }

    @Override
    public RedisConnection handler(@Nullable Handler<Response> handler) {
      held.handler(handler);
      return this;
    }

    @Override
    public RedisConnection pause() {
      held.pause();
      return this;
    }

    @Override
    public RedisConnection resume() {
      held.resume();
      return this;
    }

    @Override
    public RedisConnection fetch(long amount) {
      held.fetch(amount);
      return this;
    }

    @Override
    public RedisConnection endHandler(@Nullable Handler<Void> handler) {
      held.endHandler(handler);
      return this;
    }

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> requests) {
      return held.batch(requests);
    }

    @Override
    public Future<Void> close() {
      return held.close();
    }

    @Override
    public boolean pendingQueueFull() {
      return held.pendingQueueFull();
    }
  }
}
