package io.chatcluster.ws;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.ClientAddress;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.session.Session;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The native WebSockets of one event loop: handshakes, liveness, drain.
///
/// Made on the loop that owns it.
public final class WsLoop {

  /// The path of native WebSockets.
  public static final String PATH = "/ws";

  /// The subprotocol of the handshake that carries a token.
  public static final String SUBPROTOCOL = "chat.v1";

  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final Logger LOG = LoggerFactory.getLogger(WsLoop.class);
  private static final String NOT_YOUR_PAGE = "this server does not accept pages of your origin";
  private static final long TICK_MILLIS = 1_000;
  private static final long SLICE_MILLIS = 100;
  private static final long RETURN_WITHIN_MILLIS = 1_000;
  private static final long LAST_CLOSE_MILLIS = 5_000;
  private static final int SESSION_ID_BYTES = 8;

  private final Vertx vertx;
  private final String nodeId;
  private final Session.Context sessions;
  private final WsSettings settings;
  private final Admission admission;
  private final Predicate<@Nullable String> origins;
  private final WsEvents events;
  private final FrameWriter writer;
  private final Map<WsConnection, Session> connections = new LinkedHashMap<>();
  private final Set<HttpGuard> guards = new LinkedHashSet<>();
  private final SecureRandom random = new SecureRandom();

  /// What all loops of a node share. Any thread.
  public static final class Admission {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger http = new AtomicInteger();
    private volatile boolean draining;

    /// Sockets of this node.
    public int connections() {
      return connections.get();
    }

    /// Connections of this node that are no sockets (yet).
    public int httpConnections() {
      return http.get();
    }

    /// Refuses handshakes from now on.
    public void drain() {
      draining = true;
    }
  }

  /// @param origins whether a handshake with this `Origin` (null: none) is welcome
  public WsLoop(
      Vertx vertx,
      Session.Context sessions,
      WsSettings settings,
      Admission admission,
      Predicate<@Nullable String> origins,
      WsEvents events) {
    Context context = vertx.getOrCreateContext();
    this.vertx = vertx;
    this.nodeId = sessions.settings().node();
    this.sessions = sessions;
    this.settings = settings;
    this.admission = admission;
    this.origins = origins;
    this.events = events;
    this.writer = new FrameWriter(context, events);
    vertx.setPeriodic(TICK_MILLIS, _ -> tick());
  }

  /// Bounds what a new connection may cost until it is a socket.
  public void guard(HttpConnection connection) {
    int all = admission.http.incrementAndGet();
    HttpGuard guard =
        new HttpGuard(
            connection,
            sessions::elapsedMillis,
            () -> events.rejected("long"),
            gone -> {
              guards.remove(gone);
              admission.http.decrementAndGet();
            });
    guards.add(guard);
    if (all > settings.newcomers().maxHttp()) {
      events.rejected("crowded");
      guard.cut();
    }
  }

  /// Takes what is for WebSockets, and hands the rest on.
  public Handler<HttpServerRequest> before(Handler<HttpServerRequest> others) {
    return request -> {
      if (Upgrade.wanted(request) || PATH.equals(request.path())) {
        handshake(request);
      } else {
        others.handle(request);
      }
    };
  }

  /// Answers a handshake; all limits come before any work.
  private void handshake(HttpServerRequest request) {
    int refusal = Upgrade.wanted(request) ? Upgrade.refusal(request) : 426;
    if (!PATH.equals(request.path())) {
      reject(request, 404, "path");
    } else if (refusal != 0) {
      reject(request, refusal, "malformed");
    } else if (admission.draining) {
      reject(request, 503, "draining");
    } else if (!origins.test(request.headers().get("Origin"))) {
      reject(request, 403, "origin");
    } else {
      Account address = sessions.limits().address(client(request));
      String excess = excess(address);
      if (excess != null) {
        address.close();
        reject(request, 429, excess);
      } else if (admission.connections.incrementAndGet() > settings.newcomers().maxSockets()) {
        admission.connections.decrementAndGet();
        address.close();
        reject(request, 503, "full");
      } else {
        accept(request, address);
      }
    }
  }

  private ClientAddress client(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    return settings
        .newcomers()
        .proxies()
        .client(peer == null ? null : peer.hostAddress(), request.headers().getAll(FORWARDED_FOR));
  }

  /// Which limit the address is over; null if it may come in, which is counted then.
  private @Nullable String excess(Account address) {
    Limits limits = sessions.limits();
    long now = sessions.elapsedMillis();
    if (limits.tooManySockets(address)) {
      return "address_full";
    }
    if (address.waitMillis(Limit.ADDRESS_HANDSHAKES, 1, now) > 0) {
      limits.refused(Limit.ADDRESS_HANDSHAKES);
      return "rate";
    }
    address.charge(Limit.ADDRESS_HANDSHAKES, 1, now);
    return null;
  }

  private void accept(HttpServerRequest request, Account address) {
    String token = token(request.headers().get("Sec-WebSocket-Protocol"));
    request
        .toWebSocket()
        .onSuccess(socket -> open(socket, token, address))
        .onFailure(
            failure -> {
              admission.connections.decrementAndGet();
              address.close();
              LOG.debug("handshake: {}", failure.toString());
            });
  }

  private void reject(HttpServerRequest request, int status, String reason) {
    events.rejected(reason);
    HttpServerResponse response = request.response().setStatusCode(status);
    if (status == 426) {
      response.putHeader("Upgrade", "websocket");
      response.putHeader("Sec-WebSocket-Version", Upgrade.VERSION);
    } else if (status == 429) {
      response.putHeader("Retry-After", "1");
    } else if (status == 405) {
      response.putHeader("Allow", "GET");
    }
    response
        .end(response.getStatusMessage() + ": " + (status == 403 ? NOT_YOUR_PAGE : reason))
        .onFailure(failure -> LOG.debug("reject: {}", failure.toString()));
  }

  /// The token of `Sec-WebSocket-Protocol: chat.v1, <token>`.
  private static @Nullable String token(@Nullable String protocols) {
    if (protocols == null) {
      return null;
    }
    int comma = protocols.indexOf(',');
    boolean ours = comma > 0 && protocols.substring(0, comma).strip().equals(SUBPROTOCOL);
    return ours ? protocols.substring(comma + 1).strip() : null;
  }

  private void open(ServerWebSocket socket, @Nullable String token, Account address) {
    WsConnection connection =
        new WsConnection(socket, writer, settings, sessions::elapsedMillis, events);
    Session session = new Session(newSessionId(), sessions, connection, address);
    connections.put(connection, session);
    events.opened();
    connection.open(new Receiver.OfSession(session));
    socket.closeHandler(_ -> closed(connection));
    if (admission.draining) {
      // Its handshake was under way when the drain began, so it may be in no slice.
      session.drain(0, RETURN_WITHIN_MILLIS);
    } else if (token != null) {
      session.connect(null, token);
    }
  }

  private void closed(WsConnection connection) {
    if (connections.remove(connection) != null) {
      connection.gone();
      admission.connections.decrementAndGet();
      events.closed(connection.closeLabel());
    }
  }

  private String newSessionId() {
    byte[] bytes = new byte[SESSION_ID_BYTES];
    random.nextBytes(bytes);
    return nodeId + "." + HexFormat.of().formatHex(bytes);
  }

  private void tick() {
    for (HttpGuard guard : List.copyOf(guards)) {
      if (guard.late(settings.newcomers().requestTimeout().toMillis())) {
        events.rejected("late");
        guard.cut();
      }
    }
    for (WsConnection connection : List.copyOf(connections.keySet())) {
      connection.tick();
    }
  }

  /// Sends all clients elsewhere, in even slices over the window: each is told how long to wait,
  /// gets the answers that it waits for, and is closed.
  ///
  /// @param done called when the last one was closed, or will not be soon
  public void drain(long windowMillis, Runnable done) {
    List<Session> all = new ArrayList<>(connections.values());
    long slices = Math.max(1, windowMillis / SLICE_MILLIS);
    drainSlice(all, (int) Math.ceilDiv(all.size(), slices), done);
  }

  private void drainSlice(List<Session> left, int atOnce, Runnable done) {
    if (left.isEmpty()) {
      awaitClosed(LAST_CLOSE_MILLIS, done);
      return;
    }
    List<Session> slice = left.subList(left.size() - Math.min(atOnce, left.size()), left.size());
    for (Session session : slice) {
      session.drain(0, RETURN_WITHIN_MILLIS);
    }
    slice.clear();
    vertx.setTimer(SLICE_MILLIS, _ -> drainSlice(left, atOnce, done));
  }

  private void awaitClosed(long patienceMillis, Runnable done) {
    if (connections.isEmpty() || patienceMillis <= 0) {
      done.run();
    } else {
      vertx.setTimer(SLICE_MILLIS, _ -> awaitClosed(patienceMillis - SLICE_MILLIS, done));
    }
  }
}
