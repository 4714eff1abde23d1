package io.chatcluster.loadtest.bench;

/// Bytes from the server that no WebSocket server may send to this client.
public final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProtocolViolation(String sentence) {
    super(sentence);
  }
}
