package io.chatcluster.engineio;

import java.nio.charset.StandardCharsets;

/// One packet on its way to a client: encoded once, however many clients it goes to.
///
/// Immutable; any thread.
public final class Frame {

  /// What a WebSocket that may take over is asked, and answers.
  static final String PROBE = "probe";

  static final Frame CLOSE = of(PacketType.CLOSE, "");
  static final Frame PING = of(PacketType.PING, "");
  static final Frame PROBED = of(PacketType.PONG, PROBE);
  static final Frame NOOP = of(PacketType.NOOP, "");

  private final byte[] bytes;
  private final boolean binary;

  private Frame(byte[] bytes, boolean binary) {
    this.bytes = bytes;
    this.binary = binary;
  }

  /// A message of text.
  public static Frame message(String text) {
    return of(PacketType.MESSAGE, text);
  }

  /// A message of text that is encoded already.
  ///
  /// @param packet the whole packet in UTF-8, its first byte the `4` of a message; not copied, must
  ///     never change
  public static Frame ofMessage(byte[] packet) {
    if (packet.length == 0 || packet[0] != PacketType.MESSAGE.digit()) {
      throw new IllegalArgumentException("a message begins with its digit");
    }
    return new Frame(packet, false);
  }

  /// A message of bytes; not copied, must never change.
  public static Frame binary(byte[] data) {
    return new Frame(data, true);
  }

  static Frame of(PacketType type, String data) {
    return new Frame((type.digit() + data).getBytes(StandardCharsets.UTF_8), false);
  }

  /// Whether it is bytes and not text.
  public boolean isBinary() {
    return binary;
  }

  /// A text packet with its digit, in UTF-8, or the bytes of a binary message. Shared: do not
  /// change them.
  @SuppressWarnings("ReferenceEscape")
  public byte[] bytes() {
    return bytes;
  }
}
