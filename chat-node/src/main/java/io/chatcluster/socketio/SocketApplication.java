package io.chatcluster.socketio;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/// What clients come for. Called on the loop of the client; answers are given there, too.
public interface SocketApplication {

  /// Whether a client may begin; one that may not is answered 403, and gets no session.
  default Future<Boolean> admits(HttpServerRequest handshake) {
    return Future.succeededFuture(true);
  }

  /// A client has begun. What this gives is asked for each namespace that it wants to enter.
  ///
  /// @param handshake keep of it what you need, not the request itself
  Entrance connected(HttpServerRequest handshake);

  /// A request for a session that is not known here.
  ///
  /// @return whether it will be answered; if not, its client is told to begin anew
  default boolean takes(HttpServerRequest request, String sid) {
    return false;
  }
}
