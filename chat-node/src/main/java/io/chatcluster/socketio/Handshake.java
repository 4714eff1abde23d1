package io.chatcluster.socketio;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/// What the request that a client began with has said.
///
/// @param address where it came from
/// @param secure whether it came over TLS
public record Handshake(
    String uri, MultiMap headers, MultiMap query, String address, boolean secure) {

  static Handshake of(HttpServerRequest request) {
    return new Handshake(
        request.uri(),
        request.headers(),
        request.params(),
        request.remoteAddress().hostAddress(),
        request.isSSL());
  }
}
