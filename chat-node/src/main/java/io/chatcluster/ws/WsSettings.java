package io.chatcluster.ws;

import io.chatcluster.limits.Proxies;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;

/// Limits of sockets.
///
/// @param maxFrameBytes longest frame, and longest message in fragments, from a client
/// @param outboxBytes unsent bytes of one socket above which it lags and is not read
/// @param controlPerSecond pings, pongs and empty fragments that a client may send a second
/// @param controlBurst how many of them at once
/// @param pingIntervalMillis time between pings
/// @param pingTimeoutMillis how long a sign of life may take after a ping
/// @param maxConnections sockets of this node
/// @param maxHttpConnections connections of this node that are no WebSocket (yet)
/// @param requestTimeoutMillis how long a request may take to come
/// @param proxies who is believed about the address of a client
public record WsSettings(
    int maxFrameBytes,
    int outboxBytes,
    int controlPerSecond,
    int controlBurst,
    long pingIntervalMillis,
    long pingTimeoutMillis,
    int maxConnections,
    int maxHttpConnections,
    long requestTimeoutMillis,
    Proxies proxies) {

  /// Sets what a server needs to know of WebSockets.
  public HttpServerOptions applyTo(HttpServerOptions options) {
    return options
        .setMaxWebSocketFrameSize(maxFrameBytes)
        .setMaxWebSocketMessageSize(maxFrameBytes)
        .setWebSocketSubProtocols(List.of(WsLoop.SUBPROTOCOL))
        // A small frame may inflate to anything; texts of a chat are short.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        // Nobody needs it here, and its own floods are not bounded.
        .setHttp2ClearTextEnabled(false);
  }
}
