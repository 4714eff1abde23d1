package io.chatcluster.loadtest.client;

import java.util.function.LongSupplier;

/// Makes UUIDs of version 7.
public final class MessageIds {

  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private MessageIds() {}

  /// An id of this time, with 74 bits of chance, in lower case.
  public static String create(long millis, LongSupplier random) {
    long high = (millis << 16) | VERSION | (random.getAsLong() & 0xfffL);
    long low = VARIANT | (random.getAsLong() >>> 2);
    char[] text = new char[36];
    hex(text, 0, high, 32, 8);
    text[8] = '-';
    hex(text, 9, high, 16, 4);
    text[13] = '-';
    hex(text, 14, high, 0, 4);
    text[18] = '-';
    hex(text, 19, low, 48, 4);
    text[23] = '-';
    hex(text, 24, low, 0, 12);
    return new String(text);
  }

  private static void hex(char[] text, int start, long bits, int shift, int digits) {
    for (int i = 0; i < digits; i++) {
      int nibble = (int) (bits >>> (shift + 4 * (digits - 1 - i))) & 0xf;
      text[start + i] = Character.forDigit(nibble, 16);
    }
  }
}
