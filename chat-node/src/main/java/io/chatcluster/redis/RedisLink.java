package io.chatcluster.redis;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One supervised connection to Redis: pipelined, bounded, with a deadline, always coming back.
///
/// Owned by the event loop of its context; everything is called and completes there. Vert.x' own
/// client neither reconnects a held connection nor limits how long an answer may take, so both
/// happen here: a link that owes answers and hears nothing for the time-out is cut (that also finds
/// half-open TCP), and a cut link is made anew with jitter. Time in which the loop itself stood
/// still does not count: an answer may have been there all along. Nor does the time that an owner
/// takes to prepare a connection while Redis owes nothing: whoever waits for PostgreSQL then is not
/// kept waiting by Redis.
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
  private static final Pattern ERROR_REPLY = Pattern.compile("[A-Z]+ ");

  private final Vertx vertx;
  private final Context context;
  private final Destination destination;
  private final String name;
  private final RedisSettings settings;
  private final LinkEvents metrics;
  private final Owner owner;
  private final Backoff backoff = new Backoff();
  private final long periodMillis;
  private final long watchdog;
  private final Function<RedisOptions, Redis> clients;
  private @Nullable Redis client;
  private @Nullable RedisConnection connection;
  private Map<Promise<Response>, Asked> waiting = new LinkedHashMap<>();
  private long lastAnswerNanos;
  private long checkedNanos;

  /// How long this loop has stood still, all in all.
  private long stalledNanos;

  /// Whether an attempt to connect is under way, and Redis has not let us in yet.
  private boolean connecting;

  private boolean closed;
  private final Failing failing;
  private @Nullable Future<?> loading;

  /// A command that Redis owes an answer to, and when it was sent, in time awake.
  private record Asked(Request request, long awakeNanos) {}

  RedisLink(Vertx vertx, Destination destination, LinkEvents metrics, Owner owner) {
    this(vertx, destination, metrics, owner, options -> Redis.createClient(vertx, options));
  }

  /// @param clients makes the client of each attempt
  RedisLink(
      Vertx vertx,
      Destination destination,
      LinkEvents metrics,
      Owner owner,
      Function<RedisOptions, Redis> clients) {
    this.clients = clients;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.destination = destination;
    this.name = destination.name();
    this.settings = destination.settings();
    this.metrics = metrics;
    this.owner = owner;
    this.failing = new Failing(name, metrics);
    this.periodMillis = Math.max(10, settings.timeout().toMillis() / 4);
    this.checkedNanos = System.nanoTime();
    this.watchdog = vertx.setPeriodic(periodMillis, _ -> checkDeadline());
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
      return Future.failedFuture(unavailable("not connected to Redis (" + name + ")", null));
    }
    if (waiting.size() >= settings.maxInFlight()) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.OVERLOADED,
              waiting.size() + " commands wait for Redis (" + name + ")"));
    }
    return send(standing, request);
  }

  /// Sends a command over a connection that is being prepared, or the standing one.
  ///
  /// The future completes when the link is dropped, at the latest: Vert.x' client can forget a
  /// waiter whose connection breaks, and that waiter would wait for ever.
  Future<Response> send(RedisConnection over, Request request) {
    return send(over, request, false);
  }

  private Future<Response> send(RedisConnection over, Request request, boolean again) {
    long sent = System.nanoTime();
    long sentAwake = awakeNanos();
    Promise<Response> answer = Promise.promise();
    if (waiting.isEmpty()) {
      lastAnswerNanos = sentAwake;
    }
    waiting.put(answer, new Asked(request, sentAwake));
    over.send(request)
        .onComplete(
            done -> {
              if (waiting.remove(answer) == null) {
                return;
              }
              lastAnswerNanos = awakeNanos();
              metrics.answered(System.nanoTime() - sent);
              if (done.succeeded()) {
                if (failing.areAny()) {
                  failing.succeeded(request);
                }
                answer.complete(done.result());
              } else if (over == connection && Library.isMissing(done.cause()) && !again) {
                load(over).compose(_ -> send(over, request, true)).onComplete(answer);
              } else {
                failing.failed(request, done.cause(), System.nanoTime());
                answer.fail(translate(over, done.cause()));
              }
            });
    return answer.future();
  }

  /// Makes sure that Redis has the function library. Whoever finds it missing while somebody else
  /// is loading it waits along.
  Future<?> load(RedisConnection over) {
    Future<?> running = loading;
    if (running != null) {
      return running;
    }
    Future<?> load =
        Library.ensure(request -> send(over, request, true))
            .onSuccess(
                loaded -> {
                  if (loaded) {
                    LOG.info("redis {}: loaded the function library", name);
                  }
                });
    if (!load.isComplete()) {
      loading = load;
      load.onComplete(_ -> loading = null);
    }
    return load;
  }

  /// Cuts the connection; the supervisor makes another.
  void cut(String why) {
    if (client != null) {
      LOG.warn("redis {}: cutting the connection: {}", name, why);
      drop(why);
    }
  }

  void close() {
    closed = true;
    vertx.cancelTimer(watchdog);
    drop("this node stops");
  }

  private void connect() {
    if (closed) {
      return;
    }
    Redis fresh = clients.apply(options());
    client = fresh;
    connecting = true;
    lastAnswerNanos = awakeNanos();
    fresh
        .connect()
        .compose(
            candidate -> {
              if (client == fresh) {
                connecting = false;
              }
              return prepare(fresh, candidate);
            })
        .onSuccess(candidate -> stand(fresh, candidate))
        .onFailure(
            failure -> {
              if (client == fresh) {
                LOG.warn("redis {}: {}", name, RedisTls.reason(failure));
                drop(RedisTls.reason(failure));
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
      drop("connection lost");
    }
  }

  private void drop(String why) {
    Redis old = client;
    boolean stood = connection != null;
    Set<Promise<Response>> forsaken = waiting.keySet();
    client = null;
    connection = null;
    loading = null;
    connecting = false;
    waiting = new LinkedHashMap<>();
    String gone = "the connection to Redis (" + name + ") is gone: " + why;
    forsaken.forEach(answer -> answer.fail(unavailable(gone, null)));
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

  private long awakeNanos() {
    return System.nanoTime() - stalledNanos;
  }

  private void checkDeadline() {
    long sinceCheck = System.nanoTime() - checkedNanos;
    checkedNanos += sinceCheck;
    stalledNanos += Math.max(0, sinceCheck - TimeUnit.MILLISECONDS.toNanos(periodMillis));
    failing.check(System.nanoTime());
    if (client == null) {
      return;
    }
    long now = awakeNanos();
    long timeout = settings.timeout().toNanos();
    if (connecting && now - lastAnswerNanos > timeout) {
      cut("it did not let us in within " + settings.timeout().toMillis() + " ms");
    } else if (!waiting.isEmpty()) {
      Asked oldest = waiting.values().iterator().next();
      boolean silent = now - lastAnswerNanos > timeout;
      boolean forgotten = now - oldest.awakeNanos() > 2 * timeout;
      if (silent || forgotten) {
        cut(
            "no answer to %s within %d ms; %d commands wait"
                .formatted(
                    Failing.name(oldest.request()), settings.timeout().toMillis(), waiting.size()));
      }
    }
  }

  private BrokerException translate(RedisConnection over, Throwable failure) {
    String message = Reason.of(failure);
    if (message.startsWith("OOM")) {
      return new BrokerException(BrokerException.Kind.OVERLOADED, message, failure);
    }
    // Redis' own errors begin with a word in capitals. Any other error is the connection's, which
    // may be dead without having said so: then every call would fail for ever.
    boolean answered = ERROR_REPLY.matcher(message).lookingAt();
    boolean elsewhere = message.startsWith("READONLY") || message.startsWith("LOADING");
    if (over == connection && (!answered || elsewhere)) {
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
    RedisAddress address = destination.address();
    NetClientOptions net =
        new NetClientOptions()
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout((int) settings.timeout().toMillis());
    if (address.tls()) {
      destination.tls().applyTo(net);
    }
    return new RedisOptions()
        .setConnectionString(address.connection())
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(-1)
        .setMaxWaitingHandlers(VERTX_QUEUE)
        .setNetClientOptions(net);
  }
}
