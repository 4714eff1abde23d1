package io.chatcluster.socketio;

/// What came is not a packet of Socket.IO 5.
final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedException(String message) {
    super(message);
  }
}
