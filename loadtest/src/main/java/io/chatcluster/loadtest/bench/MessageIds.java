package io.chatcluster.loadtest.bench;

import java.util.random.RandomGenerator;

/// Makes message ids: UUIDs of version 7 (RFC 9562, section 5.7), as text in bytes.
///
/// Owned by one lane.
final class MessageIds {
  static final int LENGTH = 36;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_BELOW_VARIANT = 0x3fff_ffff_ffff_ffffL;

  private final RandomGenerator random;

  MessageIds(RandomGenerator random) {
    this.random = random;
  }

  /// Writes an id with that time; `bytes` must have 36 of them from `at` on.
  void write(byte[] bytes, int at, long millis) {
    long high = millis << 16 | VERSION_7 | (random.nextInt() & 0xfff);
    long low = VARIANT | (random.nextLong() & RANDOM_BELOW_VARIANT);
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
