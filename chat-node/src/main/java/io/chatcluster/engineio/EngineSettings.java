package io.chatcluster.engineio;

import java.time.Duration;

/// How sessions live.
///
/// @param pingInterval from an answered ping, or the beginning, to the next ping
/// @param pingTimeout how long the answer to a ping may take
/// @param upgradeTimeout how long a WebSocket may take to take over from polling
/// @param maxPayload most bytes of a body, a WebSocket message, or an answer of several packets
/// @param outbox bytes that may wait for a client before it counts as full
public record EngineSettings(
    Duration pingInterval,
    Duration pingTimeout,
    Duration upgradeTimeout,
    int maxPayload,
    int outbox) {

  /// What the Node server has, for clients that were made for it.
  public static final EngineSettings DEFAULTS =
      new EngineSettings(
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          1_000_000,
          4_000_000);

  public EngineSettings {
    if (pingInterval.toMillis() < 1 || pingTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("pings need an interval and a timeout");
    }
    if (maxPayload < 1 || outbox < 1) {
      throw new IllegalArgumentException("a payload and an outbox need a size");
    }
  }

  /// The data of the packet that opens a session.
  ///
  /// @param upgradable whether the client is told that it may go on over a WebSocket
  String handshake(String sid, boolean upgradable) {
    return "{\"sid\":\""
        + sid
        + "\",\"upgrades\":["
        + (upgradable ? "\"websocket\"" : "")
        + "],\"pingInterval\":"
        + pingInterval.toMillis()
        + ",\"pingTimeout\":"
        + pingTimeout.toMillis()
        + ",\"maxPayload\":"
        + maxPayload
        + "}";
  }
}
