package io.chatcluster.checks;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// In the place of a node: its two ports and its session ids, and no chat.
///
/// A WebSocket is told the node's id and gets back what it sends. `/app.js` is a large text; who
/// takes gzip is told that it is that, and nobody here unpacks it. Any other path is answered with
/// what the node saw of the request. Any thread may switch it.
final class StandIn implements AutoCloseable {
  private static final String PAGE = "// a line of a program that is long enough\n".repeat(200);

  /// Of `/app.js` in its compressed form.
  static final String TAG = "\"0123-gzip\"";

  private final Vertx vertx = Vertx.vertx();
  private final String id;
  private final String host;
  private volatile boolean live = true;
  private volatile boolean ready = true;

  /// Listens when this returns.
  StandIn(String id, String host, int port, int managementPort) {
    this.id = id;
    this.host = host;
    Future<HttpServer> main =
        vertx
            .createHttpServer()
            .webSocketHandshakeHandler(this::handshake)
            .webSocketHandler(this::greet)
            .requestHandler(this::answer)
            .listen(port, host);
    Future<HttpServer> management =
        vertx.createHttpServer().requestHandler(this::manage).listen(managementPort, host);
    await(main);
    await(management);
  }

  private static void await(Future<?> future) {
    try {
      var _ = future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  String id() {
    return id;
  }

  String host() {
    return host;
  }

  /// As a node between SIGTERM and its end: not ready, and it refuses handshakes.
  void drain(boolean draining) {
    ready = !draining;
  }

  /// As a node whose event loops stand still.
  void live(boolean value) {
    live = value;
  }

  private void handshake(ServerWebSocketHandshake handshake) {
    var _ = ready ? handshake.accept() : handshake.reject(503);
  }

  private void greet(ServerWebSocket socket) {
    socket.textMessageHandler(text -> ignore(socket.writeTextMessage(text)));
    ignore(socket.writeTextMessage(id));
  }

  private void answer(HttpServerRequest request) {
    if ("/app.js".equals(request.path())) {
      file(request);
      return;
    }
    JsonObject headers = new JsonObject();
    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    JsonObject seen =
        new JsonObject().put("node", id).put("headers", headers).put("padding", "x".repeat(2_000));
    request.response().putHeader("Content-Type", "application/json");
    ignore(request.response().end(seen.encode()));
  }

  /// As a node has its files: compressed beforehand, and not sent again to who has them.
  private static void file(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "text/javascript").putHeader("Vary", "Accept-Encoding");
    if (TAG.equals(request.getHeader("If-None-Match"))) {
      ignore(response.setStatusCode(304).end());
    } else if ("gzip".equals(request.getHeader("Accept-Encoding"))) {
      response.putHeader("Content-Encoding", "gzip").putHeader("ETag", TAG);
      ignore(response.end(Buffer.buffer(PAGE)));
    } else {
      ignore(response.end(PAGE));
    }
  }

  private void manage(HttpServerRequest request) {
    boolean good = live && ("/live".equals(request.path()) || ready);
    ignore(request.response().setStatusCode(good ? 200 : 503).end());
  }

  /// What becomes of an answer is the other side's to notice.
  private static void ignore(Future<?> future) {
    future.onComplete(_ -> {});
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
