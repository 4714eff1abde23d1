package io.chatcluster.node;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;

/// What the sender of a message is told, once.
public interface Receipt {

  /// When a client may try again if nothing better is known.
  long RETRY_AFTER_MILLIS = 1_000;

  /// The message is stored at the server's level.
  void stored(Position at);

  /// It is not known to be stored; the client may send it again with the same id.
  ///
  /// @param retryAfterMillis 0 if trying again cannot help
  void failed(ErrorCode code, long retryAfterMillis);
}
