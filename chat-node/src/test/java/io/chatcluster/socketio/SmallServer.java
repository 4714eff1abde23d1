package io.chatcluster.socketio;

import io.chatcluster.engineio.EngineLoop;
import io.chatcluster.engineio.EngineSettings;
import io.chatcluster.engineio.EngineSuite;
import io.chatcluster.engineio.VertxSockets;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// A server of Socket.IO on one event loop.
final class SmallServer implements AutoCloseable {

  static final String PATH = "/socket.io/";
  static final int MAX_PAYLOAD = 1_000_000;
  static final SocketSettings SETTINGS = SocketSettings.usual(MAX_PAYLOAD);

  /// What the published suite of the protocol expects.
  static final EngineSettings QUICK = engine(Duration.ofMillis(300), Duration.ofMillis(200));

  /// Pings that do not get in the way of a test.
  static final EngineSettings CALM = engine(Duration.ofSeconds(25), Duration.ofSeconds(20));

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;

  /// On any free port of this machine.
  ///
  /// @param application made on the server's event loop
  SmallServer(
      EngineSettings engine,
      SocketSettings settings,
      Function<Vertx, SocketApplication> application) {
    this(engine, settings, application, "127.0.0.1", 0);
  }

  SmallServer(
      EngineSettings engine,
      SocketSettings settings,
      Function<Vertx, SocketApplication> application,
      String host,
      int port) {
    server =
        onLoop(
            () -> {
              EngineLoop.Means means =
                  new EngineLoop.Means(
                      SmallServer::id,
                      new VertxSockets(engine),
                      _ -> true,
                      () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
              SocketLoop sockets = new SocketLoop(vertx, settings, application.apply(vertx));
              EngineLoop loop = new EngineLoop(vertx, engine, means, sockets);
              // The transport by itself has a suite of its own.
              Handler<HttpServerRequest> bare = EngineSuite.echo(vertx);
              return vertx
                  .createHttpServer(VertxSockets.options(new HttpServerOptions(), engine))
                  .requestHandler(
                      request ->
                          (request.uri().startsWith("/engine.io/") ? bare : loop).handle(request))
                  .listen(port, host);
            });
  }

  static EngineSettings engine(Duration pingInterval, Duration pingTimeout) {
    return new EngineSettings(
        pingInterval, pingTimeout, Duration.ofSeconds(10), MAX_PAYLOAD, MAX_PAYLOAD);
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

  /// Does something on the loop of all clients, and waits for what comes of it.
  <T> T onLoop(Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(
        _ -> {
          try {
            task.get().onComplete(done);
          } catch (RuntimeException | AssertionError e) {
            done.fail(e);
          }
        });
    return done.future().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
