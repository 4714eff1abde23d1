package io.chatcluster.redis;

import io.chatcluster.broker.BrokerException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One supervised connection to Redis: pipelined, bounded, with a deadline, always coming back.
///
/// Owned by the event loop of its context; everything is called and completes there. Vert.x' own
/// client neither reconnects a held connection nor limits how long an answer may take, so both
/// happen here: a link that owes answers and hears nothing for the time-out is cut (that also finds
/// half-open TCP), and a cut link is made anew with jitter.
@SuppressWarnings("ReferenceEquality") // Which of several connections: identity is meant.
final class RedisLink {

  /// What the owner of a link does with it.
  interface Owner {

    /// Prepares a fresh connection before anyone may use it.
    Future<?> prepare(RedisConnection connection);

    /// The link stands.
    default void up() {}

    /// The link is gone; all calls under way fail.
    default void down() {}

    /// A push (pub/sub) arrived.
    default void pushed(Response push) {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final int VERTX_QUEUE = 1 << 16;

  private final Vertx vertx;
  private final Context context;
  private final String name;
  private final RedisSettings settings;
  private final LinkMetrics metrics;
  private final Owner owner;
  private final Backoff backoff = new Backoff();
  private final long watchdog;
  private @Nullable Redis client;
  private @Nullable RedisConnection connection;
  private int inFlight;
  private int life;
  private long lastAnswerNanos;
  private boolean closed;

  /// @param name for logs
  RedisLink(Vertx vertx, String name, RedisSettings settings, LinkMetrics metrics, Owner owner) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.name = name;
    this.settings = settings;
    this.metrics = metrics;
    this.owner = owner;
    this.watchdog =
        vertx.setPeriodic(Math.max(10, settings.timeout().toMillis() / 4), _ -> checkDeadline());
  }

  void start() {
    context.runOnContext(_ -> connect());
  }

  boolean isUp() {
    return connection != null;
  }

  /// The connection of the standing link.
  @Nullable RedisConnection standing() {
    return connection;
  }

  /// Sends a command over the standing link.
  Future<Response> send(Request request) {
    RedisConnection standing = connection;
    if (standing == null) {
      return Future.failedFuture(unavailable("not connected to Redis", null));
    }
    if (inFlight >= settings.maxInFlight()) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.OVERLOADED, inFlight + " commands wait for Redis"));
    }
    return send(standing, request);
  }

  /// Sends a command over a connection that is being prepared, or the standing one.
  Future<Response> send(RedisConnection over, Request request) {
    long sent = System.nanoTime();
    int sentIn = life;
    if (inFlight++ == 0) {
      lastAnswerNanos = sent;
    }
    return over.send(request)
        .transform(
            answer -> {
              // What fails late belongs to a connection that was given up.
              inFlight -= sentIn == life ? 1 : 0;
              lastAnswerNanos = System.nanoTime();
              metrics.answered(lastAnswerNanos - sent);
              return answer.succeeded()
                  ? Future.succeededFuture(answer.result())
                  : Future.failedFuture(translate(over, answer.cause()));
            });
  }

  /// Cuts the connection; the supervisor makes another.
  void cut(String why) {
    if (client != null) {
      LOG.warn("redis {}: cutting the connection: {}", name, why);
      drop();
    }
  }

  void close() {
    closed = true;
    vertx.cancelTimer(watchdog);
    drop();
  }

  private void connect() {
    if (closed) {
      return;
    }
    Redis fresh = Redis.createClient(vertx, options());
    client = fresh;
    inFlight = 0;
    life++;
    lastAnswerNanos = System.nanoTime();
    fresh
        .connect()
        .compose(candidate -> prepare(fresh, candidate))
        .onSuccess(candidate -> stand(fresh, candidate))
        .onFailure(
            failure -> {
              if (client == fresh) {
                LOG.warn("redis {}: {}", name, failure.getMessage());
                drop();
              }
            });
  }

  private Future<RedisConnection> prepare(Redis of, RedisConnection candidate) {
    candidate.endHandler(_ -> ended(of));
    candidate.exceptionHandler(failure -> LOG.debug("redis {}: {}", name, failure.toString()));
    candidate.handler(owner::pushed);
    return owner.prepare(candidate).map(candidate);
  }

  private void stand(Redis of, RedisConnection candidate) {
    if (client != of || closed) {
      of.close().onFailure(f -> LOG.debug("close: {}", f.toString()));
      return;
    }
    connection = candidate;
    backoff.reset();
    metrics.up();
    owner.up();
  }

  private void ended(Redis of) {
    if (client == of) {
      LOG.warn("redis {}: connection lost", name);
      drop();
    }
  }

  private void drop() {
    Redis old = client;
    boolean stood = connection != null;
    client = null;
    connection = null;
    if (old != null) {
      old.close().onFailure(f -> LOG.debug("close: {}", f.toString()));
    }
    if (stood) {
      metrics.down();
      owner.down();
    }
    if (!closed) {
      vertx.setTimer(backoff.nextMillis(), _ -> connect());
    }
  }

  private void checkDeadline() {
    boolean silent = System.nanoTime() - lastAnswerNanos > settings.timeout().toNanos();
    if (silent && client != null && (inFlight > 0 || connection == null)) {
      cut("no answer within " + settings.timeout().toMillis() + " ms");
    }
  }

  private BrokerException translate(RedisConnection over, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("OOM")) {
      return new BrokerException(BrokerException.Kind.OVERLOADED, message, failure);
    }
    if (over == connection && (message.startsWith("READONLY") || message.startsWith("LOADING"))) {
      cut(message);
    }
    return unavailable(message, failure);
  }

  private static BrokerException unavailable(String message, @Nullable Throwable cause) {
    return cause == null
        ? new BrokerException(BrokerException.Kind.UNAVAILABLE, message)
        : new BrokerException(BrokerException.Kind.UNAVAILABLE, message, cause);
  }

  private RedisOptions options() {
    return new RedisOptions()
        .setConnectionString(settings.url())
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(-1)
        .setMaxWaitingHandlers(VERTX_QUEUE)
        .setNetClientOptions(
            new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) settings.timeout().toMillis()));
  }
}
