package io.chatcluster.peers;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// What a client hears when no owner answers it, in the words of Engine.IO: the one protocol whose
/// sessions are forwarded.
final class PeerAnswers {

  private static final String CLOSE = "1";

  private PeerAnswers() {}

  /// The owner is gone and its sessions with it: the client is to begin anew, at once.
  static void gone(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) && request.getHeader("Upgrade") == null) {
      HttpServerResponse response = request.response();
      response.putHeader("Content-Type", "text/plain; charset=UTF-8");
      response.putHeader("Cache-Control", "no-store");
      response.end(CLOSE).onFailure(_ -> response.reset());
    } else {
      refuse(request, 400, 1, "Session ID unknown");
    }
  }

  /// Nobody can be asked just now. A load balancer may try another node.
  static void crowded(HttpServerRequest request) {
    refuse(request, 503, 3, "Too many forwarded requests");
  }

  static void tooLong(HttpServerRequest request) {
    refuse(request, 413, 3, "Payload too large");
  }

  /// A WebSocket has to come to its session's own node.
  static void elsewhere(HttpServerRequest request) {
    refuse(request, 421, 3, "The session is on another node");
  }

  private static void refuse(HttpServerRequest request, int status, int code, String message) {
    HttpServerResponse response = request.response();
    if (!request.isEnded()) {
      // The rest of its body would otherwise be taken for the next request.
      response.putHeader("Connection", "close");
      response.endHandler(_ -> request.connection().close());
    }
    response.setStatusCode(status).putHeader("Content-Type", "application/json");
    response
        .end("{\"code\":" + code + ",\"message\":\"" + message + "\"}")
        .onFailure(_ -> response.reset());
  }
}
