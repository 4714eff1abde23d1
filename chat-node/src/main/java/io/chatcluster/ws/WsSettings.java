package io.chatcluster.ws;

import io.chatcluster.limits.Proxies;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;

/// Limits of sockets.
///
/// @param maxFrameBytes longest frame, and longest message in fragments, from a client
/// @param outboxBytes unsent bytes of one socket above which it lags and is not read
public record WsSettings(
    int maxFrameBytes, int outboxBytes, Controls controls, Pings pings, Newcomers newcomers) {

  /// How many pings, pongs and empty fragments a client may send.
  ///
  /// @param burst how many of them at once
  public record Controls(int perSecond, int burst) {}

  /// How dead sockets are found.
  ///
  /// @param interval time between pings; zero where the protocol above finds dead sockets itself
  /// @param timeout how long after a ping a sign of life may take
  public record Pings(Duration interval, Duration timeout) {}

  /// Who may come in.
  ///
  /// @param maxSockets of this node
  /// @param maxHttp most connections of this node that are not WebSockets (yet)
  /// @param requestTimeout how long a request may take to come
  /// @param proxies who is trusted about the address of a client
  public record Newcomers(int maxSockets, int maxHttp, Duration requestTimeout, Proxies proxies) {}

  /// The same for sockets whose protocol has pings of its own.
  public WsSettings withoutPings() {
    Pings none = new Pings(Duration.ZERO, Duration.ZERO);
    return new WsSettings(maxFrameBytes, outboxBytes, controls, none, newcomers);
  }

  /// Sets what a server needs to know of WebSockets.
  public HttpServerOptions applyTo(HttpServerOptions options) {
    return options
        .setMaxWebSocketFrameSize(maxFrameBytes)
        .setMaxWebSocketMessageSize(maxFrameBytes)
        .setWebSocketSubProtocols(List.of(WsLoop.SUBPROTOCOL))
        // A small frame may inflate to any size, and a chat's texts are short.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        // Nobody needs it here, and its own floods are not bounded.
        .setHttp2ClearTextEnabled(false);
  }
}
