package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;

/// Where the frames of one socket lead.
interface FrameSink {

  /// A frame came that is not a close frame. Called before anything else is told about it.
  ///
  /// @param bare it carries nothing of a message
  /// @return whether the frame is to be looked at
  boolean heard(boolean bare);

  void text(String message);

  void binary(byte[] message);

  void pinged(byte[] payload);

  void ponged();

  /// The client closes, or answers a close.
  ///
  /// @param code its code, or 0 if it gave none
  void closing(int code);

  /// The client broke the protocol, or a limit.
  void fail(CloseReason reason);

  /// Room in the outbox came or went.
  void writabilityChanged();

  /// An exception that no client may cause.
  void defect(Throwable cause);
}
