package io.chatcluster.loadtest.client;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/// Makes message ids: UUIDs of version 7 (RFC 9562, section 5.7), in lower case.
///
/// Owned by whoever owns its source of randomness.
public final class MessageIds {

  /// Characters of an id, all of them ASCII.
  public static final int LENGTH = 36;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final LongSupplier random;

  /// @param random any longs, all equally likely
  public MessageIds(LongSupplier random) {
    this.random = random;
  }

  /// An id of this time, with 74 random bits.
  public String create(long millis) {
    byte[] text = new byte[LENGTH];
    write(text, 0, millis);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /// Writes an id of this time; `bytes` must have 36 of them from `at` on.
  public void write(byte[] bytes, int at, long millis) {
    long high = (millis << 16) | VERSION | (random.getAsLong() & 0xfffL);
    long low = VARIANT | (random.getAsLong() >>> 2);
    hex(bytes, at, high >>> 32, 8);
    bytes[at + 8] = '-';
    hex(bytes, at + 9, high >>> 16, 4);
    bytes[at + 13] = '-';
    hex(bytes, at + 14, high, 4);
    bytes[at + 18] = '-';
    hex(bytes, at + 19, low >>> 48, 4);
    bytes[at + 23] = '-';
    hex(bytes, at + 24, low, 12);
  }

  private static void hex(byte[] bytes, int at, long value, int digits) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = HEX[(int) (rest & 0xf)];
      rest >>>= 4;
    }
  }
}
