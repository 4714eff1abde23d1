package io.chatcluster.engineio;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Engine.IO on one event loop: its requests, and the sessions behind them.
///
/// Made on the loop that owns it; [#handle] gets the requests of its path.
public final class EngineLoop implements Handler<HttpServerRequest> {

  private static final String VERSION = "4";
  private static final String POLLING = "polling";
  private static final String WEBSOCKET = "websocket";
  private static final long LONGEST_TICK_MILLIS = 1_000;
  private static final int LOOKS = 8;

  /// What sessions are for.
  public interface Application {

    /// Whether a session may begin with this request.
    Future<Boolean> admits(HttpServerRequest handshake);

    /// A session begins.
    EngineSession.Handler connected(EngineSession session, HttpServerRequest handshake);

    /// A request for a session that is not known here.
    ///
    /// @return whether it will be answered; if not, its client is told to begin anew
    default boolean takes(HttpServerRequest request, String sid) {
      return false;
    }
  }

  /// What a loop needs of others.
  ///
  /// @param sids new names of sessions, which nobody can guess
  /// @param origins whether a page of this origin (null: no page) is welcome
  public record Means(
      Supplier<String> sids,
      Sockets sockets,
      Predicate<@Nullable String> origins,
      LongSupplier clock) {}

  private final Means means;
  private final Application application;
  private final EngineSession.Context sessions;
  private final Crossing crossing;
  private final Context loop;
  private final EngineLoops all;
  private final EngineSettings settings;
  private final Map<String, EngineSession> known = new HashMap<>();

  /// A loop that is alone.
  public EngineLoop(Vertx vertx, EngineSettings settings, Means means, Application application) {
    this(vertx, settings, means, application, new EngineLoops());
  }

  /// @param all with which it shares its clients
  public EngineLoop(
      Vertx vertx, EngineSettings settings, Means means, Application application, EngineLoops all) {
    this.loop = vertx.getOrCreateContext();
    this.all = all;
    this.settings = settings;
    this.means = means;
    this.application = application;
    this.crossing = new Crossing(means.origins());
    this.sessions =
        new EngineSession.Context(
            settings, means.clock(), task -> loop.runOnContext(_ -> task.run()));
    long shortest = Math.min(settings.pingInterval().toMillis(), settings.pingTimeout().toMillis());
    long tick = Math.clamp(shortest / LOOKS, 1, LONGEST_TICK_MILLIS);
    vertx.setPeriodic(tick, _ -> tick());
  }

  /// How many sessions there are.
  public int sessions() {
    return known.size();
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!crossing.passes(request)) {
      return;
    }
    MultiMap query;
    try {
      query = request.params();
    } catch (IllegalArgumentException _) {
      // A query that cannot be decoded.
      Refusal.BAD_REQUEST.to(request);
      return;
    }
    route(request, query.get("EIO"), query.get("transport"), query.get("sid"));
  }

  private void route(
      HttpServerRequest request,
      @Nullable String version,
      @Nullable String transport,
      @Nullable String sid) {
    boolean upgrade = WEBSOCKET.equalsIgnoreCase(request.getHeader("Upgrade"));
    if (!POLLING.equals(transport) && !WEBSOCKET.equals(transport)) {
      Refusal.UNKNOWN_TRANSPORT.to(request);
    } else if (!VERSION.equals(version)) {
      Refusal.UNSUPPORTED_VERSION.to(request);
    } else if (upgrade != WEBSOCKET.equals(transport)) {
      Refusal.BAD_REQUEST.to(request);
    } else if (sid == null) {
      handshake(request, upgrade);
    } else {
      toSession(request, sid, upgrade);
    }
  }

  private void toSession(HttpServerRequest request, String sid, boolean upgrade) {
    EngineSession session = session(sid);
    EngineLoop owner = session == null ? all.owner(sid) : this;
    if (session != null) {
      toSession(request, session, upgrade);
    } else if (owner != null && !owner.equals(this)) {
      toNeighbour(request, owner, sid, upgrade);
    } else if (!application.takes(request, sid)) {
      Refusal.UNKNOWN_SID.to(request);
    }
  }

  private void toNeighbour(
      HttpServerRequest request, EngineLoop owner, String sid, boolean upgrade) {
    if (upgrade) {
      means.sockets().accept(request, socket -> new FarSocket(socket, this, owner).probe(sid));
    } else {
      FarRequest.take(request, this, owner, sid);
    }
  }

  /// The session of that name, if it is here and not over. On this loop.
  @Nullable EngineSession session(String sid) {
    EngineSession session = known.get(sid);
    return session == null || session.isOver() ? null : session;
  }

  /// Runs a task on this loop, behind all others. Any thread.
  void execute(Runnable task) {
    loop.runOnContext(_ -> task.run());
  }

  int maxPayload() {
    return settings.maxPayload();
  }

  int outbox() {
    return settings.outbox();
  }

  private void handshake(HttpServerRequest request, boolean upgrade) {
    if (!request.method().equals(HttpMethod.GET)) {
      Refusal.BAD_HANDSHAKE_METHOD.to(request);
      return;
    }
    request.pause();
    application
        .admits(request)
        .onComplete(
            done -> {
              request.resume();
              if (request.response().closed()) {
                return;
              }
              if (done.failed() || !done.result()) {
                Refusal.FORBIDDEN.to(request);
              } else if (upgrade) {
                means.sockets().accept(request, socket -> begin(request, false).carriedBy(socket));
              } else {
                HttpPoll poll = new HttpPoll(request);
                EngineSession session = begin(request, true);
                poll.of(session);
              }
            });
  }

  private EngineSession begin(HttpServerRequest request, boolean upgradable) {
    EngineSession session = new EngineSession(means.sids().get(), sessions, upgradable);
    session.begin(application.connected(session, request));
    known.put(session.sid(), session);
    all.add(session.sid(), this);
    return session;
  }

  private void toSession(HttpServerRequest request, EngineSession session, boolean upgrade) {
    if (upgrade) {
      means.sockets().accept(request, session::probedBy);
    } else if (request.method().equals(HttpMethod.GET)) {
      new HttpPoll(request).of(session);
    } else if (request.method().equals(HttpMethod.POST)) {
      HttpPost.read(request, session, settings.maxPayload());
    } else {
      Refusal.BAD_REQUEST.to(request);
    }
  }

  private void tick() {
    known
        .values()
        .removeIf(
            session -> {
              session.tick();
              if (session.isOver()) {
                all.remove(session.sid());
              }
              return session.isOver();
            });
  }
}
