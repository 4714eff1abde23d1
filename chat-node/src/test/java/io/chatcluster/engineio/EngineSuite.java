package io.chatcluster.engineio;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/// What the suite of the public protocol document of Engine.IO expects of a server: it sends back
/// what it gets, and pings every 300 ms.
public final class EngineSuite implements EngineLoop.Application {

  private EngineSuite() {}

  /// For requests on the loop that this is called on.
  public static Handler<HttpServerRequest> echo(Vertx vertx) {
    return new EngineLoop(
        vertx,
        EngineEcho.SUITE,
        new EngineLoop.Means(
            EngineEcho::sid,
            new VertxSockets(EngineEcho.SUITE),
            _ -> true,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())),
        new EngineSuite());
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    return Future.succeededFuture(true);
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
}
