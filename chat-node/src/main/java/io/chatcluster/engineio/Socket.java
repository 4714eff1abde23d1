package io.chatcluster.engineio;

/// A WebSocket that carries a session. On the session's loop.
///
/// 1. Frames go out whole and in the order of the calls.
/// 2. A socket that has taken more than it should, and still gets more, closes itself.
/// 3. After [#close] nothing is sent; closing twice is harmless.
public interface Socket {

  void send(Frame frame);

  /// Whether what is sent now does not have to wait for long.
  boolean writable();

  /// Closes, after what was sent.
  ///
  /// @param code of RFC 6455
  void close(int code);
}
