package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;

/// What the edge counts. Any loop calls it.
public interface WsEvents {

  default void opened() {}

  /// @param reason wire name of a close reason, or `client` when the other side went
  default void closed(String reason) {}

  /// @param reason why a handshake was refused: origin, path, full, draining
  default void rejected(String reason) {}

  /// So many messages were written to sockets since the last call.
  default void delivered(long messages) {}

  /// The label of a close that this side decided.
  static String label(CloseReason reason) {
    return reason.wire();
  }
}
