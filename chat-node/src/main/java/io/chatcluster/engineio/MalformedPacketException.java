package io.chatcluster.engineio;

/// A client sent something that is not a packet.
public final class MalformedPacketException extends Exception {

  private static final long serialVersionUID = 1;

  MalformedPacketException(String sentence) {
    // No stack trace: a client can cause any number of these.
    super(sentence, null, false, false);
  }
}
