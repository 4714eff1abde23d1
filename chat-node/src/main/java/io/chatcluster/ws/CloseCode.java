package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;

/// What the standard says about the codes of close frames.
final class CloseCode {

  private static final int INVALID_TEXT = 1007;
  private static final int TOO_BIG = 1009;

  private CloseCode() {}

  /// Whether a client may send it: RFC 6455, section 7.4, and the codes that IANA registered later.
  /// The rest are unassigned, or may not appear in a frame.
  static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /// Why a frame that cannot be decoded ends the connection.
  ///
  /// @param code the code that the decoder gives it
  static CloseReason reason(int code) {
    return switch (code) {
      case TOO_BIG -> CloseReason.FRAME_TOO_BIG;
      case INVALID_TEXT -> CloseReason.INVALID_TEXT;
      default -> CloseReason.BROKEN_FRAME;
    };
  }
}
