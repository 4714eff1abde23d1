package io.chatcluster.engineio;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/// A server that sends back what it gets, as the suite of the public protocol document wants it.
final class EngineEcho implements EngineLoop.Application, AutoCloseable {

  static final String PATH = "/engine.io/";

  static final EngineSettings SETTINGS =
      new EngineSettings(
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          1_000_000,
          1_000_000);

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private volatile boolean admitting = true;

  EngineEcho(EngineSettings settings, int port) {
    SecureRandom random = new SecureRandom();
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setMaxWebSocketMessageSize(settings.maxPayload()))
            .requestHandler(
                new EngineLoop(
                    vertx,
                    settings,
                    new EngineLoop.Means(
                        () -> {
                          byte[] bytes = new byte[15];
                          random.nextBytes(bytes);
                          return HexFormat.of().formatHex(bytes);
                        },
                        new VertxSockets(),
                        origin -> !"https://evil.example".equals(origin),
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())),
                    this))
            .listen(port, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  void admit(boolean wanted) {
    admitting = wanted;
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    return Future.succeededFuture(admitting);
  }

  @Override
  public EngineSession.Handler connected(EngineSession session, HttpServerRequest handshake) {
    return new EngineSession.Handler() {
      @Override
      public void text(String message) {
        session.send(Frame.message(message));
      }

      @Override
      public void binary(byte[] message) {
        session.send(Frame.binary(message));
      }

      @Override
      public void closed(CloseCause cause) {}
    };
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
