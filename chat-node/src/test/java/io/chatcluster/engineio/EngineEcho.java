package io.chatcluster.engineio;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// A server that sends back what it gets, as the suite of the public protocol document wants it.
///
/// Two words are its own: `bye` has it say *last words* and close, `many` has it send a hundred
/// messages at once.
final class EngineEcho implements EngineLoop.Application, AutoCloseable {

  static final String PATH = "/engine.io/";

  /// What the public suite expects.
  static final EngineSettings SUITE =
      new EngineSettings(
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          1_000_000,
          1_000_000);

  /// No ping within a test, however slow the machine is.
  static final EngineSettings CALM =
      new EngineSettings(
          Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(10), 10_000, 1_000_000);

  final BlockingQueue<CloseCause> closed = new LinkedBlockingQueue<>();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final EngineLoop loop;
  private final HttpServer server;
  private volatile Function<HttpServerRequest, Future<Boolean>> admission =
      _ -> Future.succeededFuture(true);

  EngineEcho(EngineSettings settings) {
    this(settings, new EngineLoops());
  }

  /// @param all with which it shares its clients
  EngineEcho(EngineSettings settings, EngineLoops all) {
    loop =
        onLoop(
            () ->
                new EngineLoop(
                    vertx,
                    settings,
                    new EngineLoop.Means(
                        EngineEcho::sid,
                        new VertxSockets(settings),
                        origin -> origin == null || origin.equals("https://chat.example"),
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())),
                    this,
                    all));
    server =
        onLoop(
                () ->
                    vertx
                        .createHttpServer(VertxSockets.options(new HttpServerOptions(), settings))
                        .requestHandler(loop)
                        .listen(0, "127.0.0.1"))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  static String sid() {
    byte[] bytes = new byte[15];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Asks it on its loop.
  private <T> T onLoop(Supplier<T> question) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(_ -> answer.complete(question.get()));
    return answer.future().toCompletionStage().toCompletableFuture().join();
  }

  void admission(Function<HttpServerRequest, Future<Boolean>> wanted) {
    admission = wanted;
  }

  int port() {
    return server.actualPort();
  }

  int sessions() {
    return onLoop(loop::sessions);
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    return admission.apply(handshake);
  }

  @Override
  public EngineSession.Handler connected(EngineSession session, HttpServerRequest handshake) {
    return new EngineSession.Handler() {
      @Override
      public void text(String message) {
        if (message.equals("bye")) {
          session.send(Frame.message("last words"));
          session.close();
        } else if (message.equals("many")) {
          for (int i = 0; i < 100; i++) {
            session.send(Frame.message(i + "-" + "x".repeat(1_000)));
          }
        } else {
          session.send(Frame.message(message));
        }
      }

      @Override
      public void binary(byte[] message) {
        session.send(Frame.binary(message));
      }

      @Override
      public void closed(CloseCause cause) {
        closed.add(cause);
      }
    };
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
