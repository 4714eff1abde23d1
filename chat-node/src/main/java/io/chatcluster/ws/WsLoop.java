package io.chatcluster.ws;

import io.chatcluster.limits.Account;
import io.chatcluster.session.Session;
import io.chatcluster.session.SessionContext;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The native WebSockets of one event loop.
///
/// Made on the loop that owns it.
public final class WsLoop {

  /// The path of native WebSockets.
  public static final String PATH = "/ws";

  /// The subprotocol of the handshake that carries a token.
  public static final String SUBPROTOCOL = "chat.v1";

  private static final long TICK_MILLIS = 1_000;
  private static final int SESSION_ID_BYTES = 8;

  private final Vertx vertx;
  private final String nodeId;
  private final SessionContext sessions;
  private final WsSettings settings;
  private final WsSettings carrying;
  private final Admission admission;
  private final WsEvents events;
  private final Handshakes handshakes;
  private final FrameWriter writer;
  private final Map<WsConnection, Session> connections = new LinkedHashMap<>();

  /// Those of protocols above this one.
  private final Set<WsConnection> carried = new LinkedHashSet<>();

  private final Set<HttpGuard> guards = new LinkedHashSet<>();
  private final SecureRandom random = new SecureRandom();

  public WsLoop(
      Vertx vertx,
      SessionContext sessions,
      WsSettings settings,
      Admission admission,
      WsEvents events) {
    Context context = vertx.getOrCreateContext();
    this.vertx = vertx;
    this.nodeId = sessions.settings().node();
    this.sessions = sessions;
    this.settings = settings;
    this.carrying = settings.withoutPings();
    this.admission = admission;
    this.events = events;
    this.handshakes =
        new Handshakes(admission, sessions.limits(), sessions::elapsedMillis, events, this::open);
    this.writer = new FrameWriter(context, events);
    vertx.setPeriodic(TICK_MILLIS, _ -> tick());
  }

  /// Bounds what a new connection may cost until it is a socket.
  public void guard(HttpConnection connection) {
    boolean fits = admission.httpCame();
    HttpGuard guard =
        new HttpGuard(
            connection,
            sessions::elapsedMillis,
            settings.maxFrameBytes(),
            () -> events.rejected("long"),
            gone -> {
              guards.remove(gone);
              admission.httpGone();
            });
    guards.add(guard);
    if (!fits) {
      events.rejected("crowded");
      guard.cut();
    }
  }

  /// Takes what is meant for WebSockets, and hands on the rest.
  public Handler<HttpServerRequest> before(Handler<HttpServerRequest> others) {
    return request -> {
      if (Upgrade.wanted(request) || PATH.equals(request.path())) {
        handshakes.answer(request);
      } else {
        others.handle(request);
      }
    };
  }

  private void open(ServerWebSocket socket, @Nullable String token, Account address) {
    WsConnection connection =
        new WsConnection(socket, writer, settings, sessions::elapsedMillis, events);
    Session session = new Session(newSessionId(), sessions, connection, address);
    connections.put(connection, session);
    events.opened();
    connection.open(session);
    socket.closeHandler(_ -> closed(connection));
    if (admission.draining()) {
      // Its handshake was under way when the drain began, so it may be in no slice.
      Drain.sendAway(session);
    } else if (token != null) {
      session.connect(null, token);
    }
  }

  /// Why nobody may come in by this request now; null if somebody may. It counts as a handshake.
  public @Nullable String excess(HttpServerRequest request) {
    return handshakes.excess(request);
  }

  /// Takes a handshake for a protocol above this one, or refuses it as RFC 6455 wants. Who may come
  /// in, and how many, is for its owner to say.
  ///
  /// @param opened called once with the WebSocket, if it comes about
  public void carry(HttpServerRequest handshake, Function<Wire, Receiver> opened) {
    handshakes.upgrade(
        handshake,
        socket -> {
          WsConnection connection =
              new WsConnection(socket, writer, carrying, sessions::elapsedMillis, events);
          carried.add(connection);
          socket.closeHandler(
              _ -> {
                carried.remove(connection);
                connection.gone();
              });
          connection.open(opened.apply(new Wire(connection)));
        });
  }

  private void closed(WsConnection connection) {
    if (connections.remove(connection) != null) {
      connection.gone();
      admission.socketGone();
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
    for (WsConnection connection : List.copyOf(carried)) {
      connection.tick();
    }
  }

  /// Sends all clients elsewhere; see [Drain].
  ///
  /// @param done called when the last one was closed, or will not be soon
  public void drain(long windowMillis, Runnable done) {
    new Drain(vertx, connections::values, done).begin(windowMillis);
  }
}
