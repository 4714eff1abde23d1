package io.chatcluster.engineio;

/// What carries a session at the moment: requests of long-polling, or one WebSocket.
sealed interface Carrier permits Polling, Carrier.Over {

  /// Takes what waits, if it can be sent now.
  ///
  /// @param last whether nothing follows it
  /// @return whether it was sent
  boolean flush(Waiting waiting, boolean last);

  boolean writable(long waitingBytes);

  /// Nothing more is sent, and nothing that comes is looked at.
  ///
  /// @param code for a WebSocket
  void close(int code);

  /// A WebSocket.
  record Over(Socket socket) implements Carrier {

    @Override
    public boolean flush(Waiting waiting, boolean last) {
      waiting.takeEach(socket::send);
      return true;
    }

    @Override
    public boolean writable(long waitingBytes) {
      return socket.writable();
    }

    @Override
    public void close(int code) {
      socket.close(code);
    }
  }
}
