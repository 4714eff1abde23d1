package io.chatcluster.socketio;

import io.chatcluster.engineio.EngineLoop;
import io.chatcluster.engineio.EngineSettings;
import io.chatcluster.engineio.VertxSockets;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A server of Socket.IO on one event loop and a port of this machine.
final class SmallServer implements AutoCloseable {

  static final String PATH = "/socket.io/";

  /// What the published suite expects.
  static final EngineSettings QUICK = engine(Duration.ofMillis(300), Duration.ofMillis(200));

  /// Pings that do not get in the way of a test.
  static final EngineSettings CALM = engine(Duration.ofSeconds(25), Duration.ofSeconds(20));

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  /// @param application made on the server's event loop
  SmallServer(
      EngineSettings engine,
      SocketSettings settings,
      Function<Vertx, SocketApplication> application,
      int port) {
    HttpServerOptions options = VertxSockets.options(new HttpServerOptions(), engine);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                new EngineLoop(
                    vertx,
                    engine,
                    new EngineLoop.Means(
                        SmallServer::id,
                        new VertxSockets(engine),
                        _ -> true,
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())),
                    new SocketLoop(vertx, settings, application.apply(vertx))))
            .listen(port, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private static EngineSettings engine(Duration interval, Duration timeout) {
    return new EngineSettings(interval, timeout, Duration.ofSeconds(10), 1_000_000, 1_000_000);
  }

  /// A name that nobody can guess.
  static String id() {
    byte[] bytes = new byte[15];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
