package io.chatcluster.rest;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/// An error of the HTTP API as a problem document (RFC 9457).
record Problem(int status, String code, String detail) {

  void to(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    String body =
        new JsonObject()
            .put("type", "about:blank")
            .put("status", status)
            .put("code", code)
            .put("detail", detail)
            .encode();
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store")
        .end(body)
        .onFailure(_ -> response.reset());
  }
}
