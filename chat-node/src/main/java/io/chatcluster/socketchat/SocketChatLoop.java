package io.chatcluster.socketchat;

import io.chatcluster.broker.Memos;
import io.chatcluster.engineio.ClientFiles;
import io.chatcluster.engineio.EngineLoop;
import io.chatcluster.engineio.EngineLoops;
import io.chatcluster.engineio.EngineSettings;
import io.chatcluster.limits.Account;
import io.chatcluster.limits.ClientAddress;
import io.chatcluster.session.Authenticator;
import io.chatcluster.session.SessionContext;
import io.chatcluster.socketio.Entrance;
import io.chatcluster.socketio.SocketApplication;
import io.chatcluster.socketio.SocketLoop;
import io.chatcluster.socketio.SocketSettings;
import io.chatcluster.ws.Admission;
import io.chatcluster.ws.Drain;
import io.chatcluster.ws.WsLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The Socket.IO clients of one event loop.
///
/// Made on the loop that owns it.
public final class SocketChatLoop implements SocketApplication {

  /// Where stock clients come, unless they are told otherwise.
  public static final String PATH = "/socket.io/";

  private static final String BEARER = "Bearer ";
  private static final long TICK_MILLIS = 1_000;

  /// What it needs of others.
  ///
  /// @param all loops that share these clients
  /// @param edge makes WebSockets, and knows who may come in
  /// @param origins whether a page of this origin (null: no page) is welcome
  /// @param files of the stock client
  /// @param elsewhere takes a request for a session of another node; says whether it does
  public record Means(
      EngineLoops all,
      WsLoop edge,
      Admission admission,
      Predicate<@Nullable String> origins,
      Memos memos,
      Passes passes,
      ClientFiles files,
      BiPredicate<HttpServerRequest, String> elsewhere) {}

  private final Vertx vertx;
  private final SocketContext context;
  private final Means means;
  private final Visits visits = new Visits();
  private final EngineLoop engine;

  public SocketChatLoop(
      Vertx vertx,
      SessionContext sessions,
      SocketChatSettings settings,
      EngineSettings engineSettings,
      Means means) {
    this.vertx = vertx;
    this.means = means;
    Names names = new Names(sessions.settings().node(), means.passes());
    this.context =
        new SocketContext(
            sessions,
            settings,
            new Encodings(settings.lobby()),
            new Footprints(means.memos(), settings.recovery()),
            names);
    SocketSettings sockets =
        SocketSettings.usual(engineSettings.maxPayload())
            .withConnectTimeout(sessions.settings().connectTimeout());
    this.engine =
        new EngineLoop(
            vertx,
            engineSettings,
            new EngineLoop.Means(
                names::engine,
                (handshake, opened) ->
                    means
                        .edge()
                        .carry(
                            handshake,
                            wire -> {
                              EngineWire socket = new EngineWire(wire);
                              socket.open(opened.apply(socket));
                              return socket;
                            }),
                means.origins(),
                sessions::elapsedMillis),
            new SocketLoop(vertx, sockets, this),
            means.all());
    vertx.setPeriodic(TICK_MILLIS, _ -> visits.tick());
  }

  /// Takes what is meant for Socket.IO, and hands on the rest.
  public Handler<HttpServerRequest> before(Handler<HttpServerRequest> others) {
    return request -> {
      String path = request.path();
      if (PATH.equals(path)) {
        engine.handle(request);
      } else if (path == null || !path.startsWith(PATH) || !means.files().answers(request)) {
        others.handle(request);
      }
    };
  }

  /// Limits come before any work. A token in the handshake must be good where one is required.
  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    if (means.edge().excess(handshake) != null) {
      return Future.succeededFuture(false);
    }
    String token = token(handshake);
    if (token == null || !context.settings().requireToken()) {
      return Future.succeededFuture(true);
    }
    return context
        .sessions()
        .authenticator()
        .authenticate(token)
        .map(Authenticator.Result.Accepted.class::isInstance);
  }

  @Override
  public Entrance connected(HttpServerRequest handshake) {
    ClientAddress client = means.admission().client(handshake);
    means.admission().came();
    return new Visitor(
        context, token(handshake), () -> address(client), visits, () -> means.admission().gone());
  }

  private Account address(ClientAddress client) {
    return context.sessions().limits().address(client);
  }

  private static @Nullable String token(HttpServerRequest handshake) {
    String header = handshake.getHeader("Authorization");
    return header != null && header.startsWith(BEARER) ? header.substring(BEARER.length()) : null;
  }

  @Override
  public boolean takes(HttpServerRequest request, String sid) {
    return means.elsewhere().test(request, sid);
  }

  /// Sends all clients elsewhere; see [Drain].
  public void drain(long windowMillis, Runnable done) {
    new Drain(vertx, visits::sessions, done).begin(windowMillis);
  }
}
