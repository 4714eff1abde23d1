package io.chatcluster.engineio;

/// What a client sends in one packet.
public sealed interface Packet {

  /// A packet of text; only a message, a ping or a pong has data.
  record Text(PacketType type, String data) implements Packet {}

  /// A message of bytes. Shared: do not change them.
  @SuppressWarnings("ArrayRecordComponent")
  record Binary(byte[] data) implements Packet {}
}
