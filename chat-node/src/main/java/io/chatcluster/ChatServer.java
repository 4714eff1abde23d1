package io.chatcluster;

import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.auth.Tokens;
import io.chatcluster.broker.Memos;
import io.chatcluster.engineio.ClientFiles;
import io.chatcluster.engineio.EngineLoops;
import io.chatcluster.launch.EventLoops;
import io.chatcluster.launch.Listening;
import io.chatcluster.limits.Limits;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.node.Node;
import io.chatcluster.ops.SessionMeters;
import io.chatcluster.ops.WsMeters;
import io.chatcluster.rest.Api;
import io.chatcluster.rest.Guests;
import io.chatcluster.rest.RefusedOrigins;
import io.chatcluster.rest.WebFiles;
import io.chatcluster.rights.Gate;
import io.chatcluster.session.SessionContext;
import io.chatcluster.socketchat.SocketChatLoop;
import io.chatcluster.ws.Admission;
import io.chatcluster.ws.WsLoop;
import io.chatcluster.ws.WsSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The clients' port: one HTTP server and one set of sockets for each event loop.
///
/// Made and closed by threads that may wait.
final class ChatServer {

  private static final int MAX_HEADER = 8_192;
  private static final Duration IDLE_MARGIN = Duration.ofSeconds(10);
  private static final int BACKLOG = 4_096;
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(10);
  /// On the class path.
  private static final String CLIENT_FILES = "socketio-client";

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final EventLoops loops;
  private final Admission admission;
  private final List<WsLoop> sockets;
  private final List<SocketChatLoop> socketIo;
  private final List<HttpServer> servers;

  /// What it needs of the node.
  ///
  /// @param memos of each loop
  record Means(Node node, List<Memos> memos, Limits limits, Elsewhere elsewhere) {}

  /// Listens when this returns.
  ChatServer(Vertx vertx, EventLoops loops, Means means, Settings settings, Meters meters) {
    this.loops = loops;
    Limits limits = means.limits();
    EdgeSettings edge = settings.edge();
    Listening clients = settings.process().clients();
    SessionMeters sessions = new SessionMeters(meters);
    WsMeters events = new WsMeters(meters);
    RefusedOrigins origins = new RefusedOrigins(edge.origins(), System::nanoTime);
    admission = new Admission(edge.ws().newcomers(), origins);
    Tokens tokens = new Tokens(edge.tokens(), System::currentTimeMillis);
    Guests guests =
        new Guests(
            new TokenIssuer(edge.tokens()),
            edge.guests(),
            limits,
            edge.ws().newcomers().proxies(),
            () -> System.nanoTime() / NANOS_PER_MILLI);
    WebFiles web = WebFiles.load();
    List<SessionContext> contexts =
        loops.onEach(
            i ->
                new SessionContext(
                    means.node().part(i), tokens, Gate.OPEN, edge.session(), limits, sessions));
    sockets = loops.onEach(i -> new WsLoop(vertx, contexts.get(i), edge.ws(), admission, events));
    SocketIoEdge socketIoEdge =
        new SocketIoEdge(
            vertx,
            edge,
            means,
            admission,
            origins,
            new ClientFiles(CLIENT_FILES),
            new EngineLoops());
    socketIo =
        edge.socketIo().served()
            ? loops.onEach(i -> socketIoEdge.loop(i, contexts.get(i), sockets.get(i)))
            : List.of();
    meters.gauge(Metric.CONNECTIONS, admission::connections, "transport", "websocket");
    meters.gauge(Metric.HTTP_CONNECTIONS, admission::httpConnections);
    List<Future<HttpServer>> listening =
        loops.onEach(
            i ->
                vertx
                    .createHttpServer(options(clients, edge.ws()))
                    .connectionHandler(sockets.get(i)::guard)
                    .requestHandler(
                        before(i, sockets.get(i).before(Api.router(vertx, origins, guests, web))))
                    .listen());
    servers = new ArrayList<>();
    listening.forEach(server -> servers.add(clients.await(server)));
  }

  /// What answers the requests that other nodes forward to this one.
  Handler<HttpServerRequest> inside(int index) {
    return before(index, request -> request.response().setStatusCode(404).end());
  }

  private Handler<HttpServerRequest> before(int index, Handler<HttpServerRequest> others) {
    return socketIo.isEmpty() ? others : socketIo.get(index).before(others);
  }

  private static HttpServerOptions options(Listening clients, WsSettings ws) {
    return ws.applyTo(new HttpServerOptions())
        .setHost(clients.host())
        .setPort(clients.port())
        .setAcceptBacklog(BACKLOG)
        .setTcpNoDelay(true)
        .setMaxHeaderSize(MAX_HEADER)
        // It still applies after the upgrade: a quiet socket must get its ping before it is cut.
        .setIdleTimeout(idleSeconds(ws));
  }

  private static int idleSeconds(WsSettings ws) {
    Duration silence = ws.pings().interval().plus(ws.pings().timeout());
    return (int) silence.plus(IDLE_MARGIN).toSeconds();
  }

  int port() {
    return servers.getFirst().actualPort();
  }

  /// Refuses newcomers and sends everybody elsewhere, evenly over the window. Blocks until done.
  void drain(Duration window) {
    admission.drain();
    List<Future<Void>> done =
        new ArrayList<>(
            loops.onEach(
                i -> {
                  Promise<Void> promise = Promise.promise();
                  sockets.get(i).drain(window.toMillis(), promise::complete);
                  return promise.future();
                }));
    if (!socketIo.isEmpty()) {
      done.addAll(
          loops.onEach(
              i -> {
                Promise<Void> promise = Promise.promise();
                socketIo.get(i).drain(window.toMillis(), promise::complete);
                return promise.future();
              }));
    }
    done.forEach(loop -> EventLoops.await(loop, window.plus(DRAIN_MARGIN)));
  }

  void close() {
    servers.forEach(server -> EventLoops.await(server.close()));
  }
}
