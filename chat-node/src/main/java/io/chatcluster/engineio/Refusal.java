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

  /// Has no number; its clients look at the status alone, and expect no words.
  TOO_BIG(413, "");

  /// How much of a body is read and thrown away, so that its sender gets to see the answer.
  private static final int MOST_WASTED = 256 * 1024;

  private final int status;
  private final String json;

  Refusal(int code, int status, String message) {
    this(status, "{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  Refusal(int status, String json) {
    this.status = status;
    this.json = json;
  }

  void to(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (HttpPost.length(request) > MOST_WASTED || request.headers().contains("Transfer-Encoding")) {
      // Whoever sends that much, or does not say how much, need not be heard to the end.
      response.putHeader("Connection", "close");
    }
    response.setStatusCode(status).putHeader("Cache-Control", "no-store");
    if (!json.isEmpty()) {
      response.putHeader("Content-Type", "application/json");
    }
    response.end(json).onFailure(_ -> response.reset());
  }
}
