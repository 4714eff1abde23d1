package io.chatcluster.socketio;

import org.jspecify.annotations.Nullable;

/// What a packet of Socket.IO 5 is for.
enum PacketType {
  CONNECT('0'),
  DISCONNECT('1'),
  EVENT('2'),
  ACK('3'),
  CONNECT_ERROR('4'),
  BINARY_EVENT('5'),
  BINARY_ACK('6');

  private static final PacketType[] BY_DIGIT = values();

  private final char digit;

  PacketType(char digit) {
    this.digit = digit;
  }

  /// The character that a packet begins with.
  char digit() {
    return digit;
  }

  boolean isBinary() {
    return this == BINARY_EVENT || this == BINARY_ACK;
  }

  /// The type with that character; null if there is none.
  static @Nullable PacketType of(char digit) {
    int index = digit - CONNECT.digit;
    return index >= 0 && index < BY_DIGIT.length ? BY_DIGIT[index] : null;
  }
}
