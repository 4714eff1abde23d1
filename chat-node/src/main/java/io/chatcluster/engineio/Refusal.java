package io.chatcluster.engineio;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// Why a request gets neither a session nor an answer from one. The numbers are those of the Node
/// server, which its clients know.
enum Refusal {
  UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
  UNKNOWN_SID(1, 400, "Session ID unknown"),
  BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
  BAD_REQUEST(3, 400, "Bad request"),
  FORBIDDEN(4, 403, "Forbidden"),
  UNSUPPORTED_VERSION(5, 400, "Unsupported protocol version"),

  /// Node gives it no number; its clients look at the status alone.
  TOO_BIG(3, 413, "Payload too large");

  private final int status;
  private final String json;

  Refusal(int code, int status, String message) {
    this.status = status;
    this.json = "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
  }

  void to(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!request.isEnded()) {
      // The rest of its body would otherwise be taken for the next request.
      response.putHeader("Connection", "close");
      response.endHandler(_ -> request.connection().close());
    }
    response.setStatusCode(status).putHeader("Content-Type", "application/json");
    response.end(json).onFailure(_ -> response.reset());
  }
}
