package io.chatcluster.socketio;

/// Whom a socket is for. On its loop.
@FunctionalInterface
public interface SocketHandler {

  /// Its client has been told that it is connected. What is sent from now on arrives behind that.
  default void connected() {}

  void event(Event event);

  /// Its client takes more again. May also come to those who have not asked.
  default void drained() {}

  /// It is over; told once, and nothing after it.
  default void disconnected(DisconnectCause cause) {}
}
