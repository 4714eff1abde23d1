package io.chatcluster.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;

/// The node's edge without a chat behind it: it sends back every message.
///
/// Frames are read and written, pings answered and connections closed by the classes of the node,
/// on its transport; only what is done with a message is another matter.
final class EchoServer implements AutoCloseable {

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final WsSettings settings;
  private final FrameWriter writer = new FrameWriter(loop, new WsEvents() {});
  private final HttpServer server;

  EchoServer(WsSettings settings) {
    this.settings = settings;
    HttpServerOptions options = settings.applyTo(new HttpServerOptions()).setHost("127.0.0.1");
    server =
        Answers.on(
            loop, () -> vertx.createHttpServer(options).requestHandler(this::answer).listen(0));
  }

  int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    int refusal = Upgrade.refusal(request);
    if (refusal != 0) {
      request.response().setStatusCode(refusal).end();
      return;
    }
    Future<ServerWebSocket> _ = request.toWebSocket().onSuccess(this::open);
  }

  private void open(ServerWebSocket socket) {
    WsConnection connection =
        new WsConnection(
            socket, writer, settings, () -> System.nanoTime() / 1_000_000, new WsEvents() {});
    connection.open(new Echo(connection));
    long ticks = vertx.setPeriodic(1_000, _ -> connection.tick());
    socket.closeHandler(
        _ -> {
          vertx.cancelTimer(ticks);
          connection.gone();
        });
  }

  private record Echo(WsConnection connection) implements Receiver {

    @Override
    public void text(String message) {
      connection.write(FrameWriter.TEXT, message.getBytes(UTF_8));
    }

    @Override
    public void binary(byte[] message) {
      connection.write(FrameWriter.BINARY, message);
    }

    @Override
    public void tick() {}

    @Override
    public void close(CloseReason reason) {
      connection.close(reason);
    }

    @Override
    public void ended() {}

    @Override
    public void broke() {
      connection.close(CloseReason.INTERNAL_ERROR);
    }
  }

  @Override
  public void close() {
    Answers.of(vertx.close());
  }
}
