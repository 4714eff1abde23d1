package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;
import java.util.List;

/// What happens at the edge, for those who count. Called on any loop.
public interface WsEvents {

  /// Every reason for which a handshake is refused.
  List<String> REJECTIONS =
      List.of(
          "path",
          "malformed",
          "origin",
          "full",
          "address_full",
          "rate",
          "draining",
          "crowded",
          "late",
          "long");

  /// The label of a close that the other side decided on, or nobody did.
  String CLIENT = "client";

  default void opened() {}

  /// @param reason wire name of a close reason, or [#CLIENT] when the other side went
  default void closed(String reason) {}

  /// @param reason why a handshake was refused, one of [#REJECTIONS]
  default void rejected(String reason) {}

  /// A client answered a ping, this long after it was sent.
  default void ponged(long millis) {}

  /// This many messages and signals were written to sockets since the last call.
  default void delivered(long messages, long signals) {}

  /// The label of a close that this side decided.
  static String label(CloseReason reason) {
    return reason.wire();
  }
}
