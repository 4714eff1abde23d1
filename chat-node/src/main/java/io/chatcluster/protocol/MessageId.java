package io.chatcluster.protocol;

import java.util.UUID;

/// A message's id, made by its client: a UUID version 7 in lower case (RFC 9562, section 5.7).
///
/// The same id from the same user in the same room is stored once. The time inside it is what lets
/// a node forget ids once they are old.
public record MessageId(String value) {

  private static final int LENGTH = 36;
  private static final int VERSION_AT = 14;
  private static final int VARIANT_AT = 19;

  public MessageId {
    if (!valid(value)) {
      throw new IllegalArgumentException("not a UUID version 7");
    }
  }

  /// Makes an id for a client that sent none.
  public static MessageId create(long nowMillis, long randomA, long randomB) {
    long high = (nowMillis << 16) | 0x7000L | (randomA & 0x0fffL);
    long low = 0x8000000000000000L | (randomB & 0x3fffffffffffffffL);
    return new MessageId(new UUID(high, low).toString());
  }

  /// Whether the text is a UUID version 7 in lower case.
  public static boolean valid(String text) {
    if (text.length() != LENGTH || text.charAt(VERSION_AT) != '7') {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return "89ab".indexOf(text.charAt(VARIANT_AT)) >= 0;
  }

  /// When the client made this id, in milliseconds since 1970, by the node's clock as the client
  /// knows it.
  public long timeMillis() {
    return Long.parseLong(value, 0, 8, 16) << 16 | Long.parseLong(value, 9, 13, 16);
  }

  @Override
  public String toString() {
    return value;
  }
}
