package io.chatcluster.engineio;

import org.jspecify.annotations.Nullable;

/// What a packet of Engine.IO 4 is for.
public enum PacketType {
  OPEN('0'),
  CLOSE('1'),
  PING('2'),
  PONG('3'),
  MESSAGE('4'),
  UPGRADE('5'),
  NOOP('6');

  private static final PacketType[] BY_DIGIT = values();

  private final char digit;

  PacketType(char digit) {
    this.digit = digit;
  }

  /// The character that a text packet begins with.
  char digit() {
    return digit;
  }

  /// The type with that character; null if there is none.
  static @Nullable PacketType of(char digit) {
    int index = digit - OPEN.digit;
    return index >= 0 && index < BY_DIGIT.length ? BY_DIGIT[index] : null;
  }
}
