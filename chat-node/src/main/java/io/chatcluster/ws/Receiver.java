package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;

/// Whom a socket's messages are for. Called on the socket's loop.
public interface Receiver {

  void text(String message);

  void binary(byte[] message);

  /// The outbox has room again.
  default void drained() {}

  /// Keeps deadlines; called about once a second.
  void tick();

  /// The socket is to be closed: tidies up, then closes it.
  void close(CloseReason reason);

  /// The socket is gone.
  void ended();

  /// A message could not be handled, by a defect of ours.
  void broke();
}
