package io.chatcluster.protocol;

import java.util.Locale;

/// Why a session ends: a WebSocket close code and a short text.
///
/// 4000–4499 ask the client to come back and 4500–4999 to stay away, except 4503, which also means
/// "come back".
public enum CloseReason {
  NORMAL(1000),
  BROKEN_FRAME(1002),
  UNSUPPORTED(1003),
  INVALID_TEXT(1007),
  CONTROL_FLOOD(1008),
  FRAME_TOO_BIG(1009),
  INTERNAL_ERROR(1011),
  TOKEN_EXPIRED(4401),
  CONNECT_TIMEOUT(4408),
  PING_TIMEOUT(4410),
  SLOW_CONSUMER(4429),
  FLOODING(4430),
  PROTOCOL_ERROR(4500),
  UNAUTHORIZED(4501),
  DRAINING(4503);

  private final int code;
  private final String wire = name().toLowerCase(Locale.ROOT);

  CloseReason(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /// The text of the close frame, and the label in metrics.
  public String wire() {
    return wire;
  }
}
