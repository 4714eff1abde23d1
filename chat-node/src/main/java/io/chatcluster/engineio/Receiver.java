package io.chatcluster.engineio;

/// Whom the messages of a WebSocket are for. On the socket's loop.
public interface Receiver {

  /// Of a WebSocket that was refused: what it still says is for nobody.
  Receiver NOBODY =
      new Receiver() {
        @Override
        public void text(String message) {}

        @Override
        public void binary(byte[] message) {}

        @Override
        public void drained() {}

        @Override
        public void gone() {}
      };

  void text(String message);

  void binary(byte[] message);

  /// The socket has room again.
  void drained();

  /// The socket is gone; told once.
  void gone();
}
