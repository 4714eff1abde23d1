package io.chatcluster.session;

import io.chatcluster.protocol.ErrorCode;

/// What sessions count. Called on their loops.
public interface SessionEvents {

  /// A message came from a client.
  default void received() {}

  /// A command failed.
  default void failed(ErrorCode code) {}

  /// A join with a position was answered.
  default void resumed(boolean recovered) {}
}
