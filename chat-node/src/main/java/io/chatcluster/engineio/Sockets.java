package io.chatcluster.engineio;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/// Makes WebSockets of handshakes. On the request's loop.
public interface Sockets {

  /// Takes a handshake, which is one, or refuses it as RFC 6455 wants.
  ///
  /// @param opened called once with the WebSocket, if it comes about
  void accept(HttpServerRequest handshake, Function<Socket, Receiver> opened);
}
