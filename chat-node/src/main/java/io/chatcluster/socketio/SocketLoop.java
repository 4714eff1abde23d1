package io.chatcluster.socketio;

import io.chatcluster.engineio.EngineLoop;
import io.chatcluster.engineio.EngineSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/// Socket.IO on one event loop: what an [EngineLoop] there is for.
///
/// Made on the loop that owns it.
public final class SocketLoop implements EngineLoop.Application {

  private final SocketSettings settings;
  private final SocketApplication application;
  private final Timers timers;

  public SocketLoop(Vertx vertx, SocketSettings settings, SocketApplication application) {
    this.settings = settings;
    this.application = application;
    this.timers =
        (wait, task) -> {
          long timer = vertx.setTimer(Math.max(1, wait.toMillis()), _ -> task.run());
          return () -> vertx.cancelTimer(timer);
        };
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    return application.admits(handshake);
  }

  @Override
  public EngineSession.Handler connected(EngineSession session, HttpServerRequest handshake) {
    return new Client(session, application.connected(handshake), settings, timers);
  }

  @Override
  public boolean takes(HttpServerRequest request, String sid) {
    return application.takes(request, sid);
  }
}
