package io.chatcluster.ws;

import io.chatcluster.protocol.CloseReason;

/// A WebSocket for a protocol of somebody else, with the limits of this edge. Owned by its loop.
public final class Wire {

  private final WsConnection connection;

  Wire(WsConnection connection) {
    this.connection = connection;
  }

  /// Sends a message; whoever gets the same object in this turn shares its bytes.
  ///
  /// @param key the object
  /// @param message what it is, encoded; not copied, must never change
  public void send(Object key, boolean binary, byte[] message) {
    connection.share(key, binary ? FrameWriter.BINARY : FrameWriter.TEXT, message);
  }

  /// Whether the outbox has room.
  public boolean writable() {
    return connection.writable();
  }

  /// See [io.chatcluster.session.Connection#reads].
  public boolean reads() {
    return connection.reads();
  }

  /// Closes, after what was sent.
  ///
  /// @param reason for those who count
  /// @param code of RFC 6455
  public void close(CloseReason reason, int code) {
    connection.close(reason, code, reason.wire());
  }
}
