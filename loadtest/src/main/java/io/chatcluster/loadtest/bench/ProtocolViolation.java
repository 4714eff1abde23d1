package io.chatcluster.loadtest.bench;

/// Bytes from the server that no WebSocket server may send to this client.
final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtocolViolation(String sentence) {
    super(sentence);
  }
}
