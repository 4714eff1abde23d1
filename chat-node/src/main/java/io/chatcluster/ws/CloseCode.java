package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/// What the standard says about the codes of close frames.
final class CloseCode {

  private CloseCode() {}

  /// Whether a client may send it: RFC 6455, section 7.4, and the codes that IANA registered later.
  /// The rest is for nobody, or may not stand in a frame.
  static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /// Why a frame that cannot be decoded ends the connection.
  static CloseReason reason(WebSocketCloseStatus status) {
    if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      return CloseReason.FRAME_TOO_BIG;
    }
    return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
        ? CloseReason.INVALID_TEXT
        : CloseReason.BROKEN_FRAME;
  }
}
