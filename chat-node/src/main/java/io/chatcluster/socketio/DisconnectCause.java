package io.chatcluster.socketio;

import io.chatcluster.engineio.CloseCause;

/// Why a socket ended.
public enum DisconnectCause {

  /// Its client has left the namespace.
  CLIENT_LEFT("client namespace disconnect"),

  /// This side has put it out of the namespace.
  SERVER_LEFT("server namespace disconnect"),

  /// The client closed its transport, or that broke.
  TRANSPORT_CLOSE("transport close"),
  TRANSPORT_ERROR("transport error"),
  PING_TIMEOUT("ping timeout"),

  /// The client sent something that is not a packet.
  PARSE_ERROR("parse error"),

  /// The client sent a packet that it may not send: to a namespace that it is not in, say.
  PROTOCOL_ERROR("forced server close"),

  /// The client did not take what was sent to it.
  SLOW_CONSUMER("slow consumer"),

  /// This side has closed the transport.
  SERVER_CLOSE("forced server close");

  private final String words;

  DisconnectCause(String words) {
    this.words = words;
  }

  /// The words that the Node server has for it.
  public String words() {
    return words;
  }

  static DisconnectCause of(CloseCause cause) {
    return switch (cause) {
      case TRANSPORT_CLOSE -> TRANSPORT_CLOSE;
      case TRANSPORT_ERROR -> TRANSPORT_ERROR;
      case PING_TIMEOUT -> PING_TIMEOUT;
      case PARSE_ERROR -> PARSE_ERROR;
      case SLOW_CONSUMER -> SLOW_CONSUMER;
      case SERVER -> SERVER_CLOSE;
    };
  }
}
