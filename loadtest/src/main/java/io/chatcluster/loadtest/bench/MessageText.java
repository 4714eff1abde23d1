package io.chatcluster.loadtest.bench;

import java.nio.charset.StandardCharsets;

/// The text of every message: `#<run>:<sequence> ` and filling.
///
/// Run and sequence stand at fixed places with a fixed number of digits, so that a receiver finds
/// them without looking for them.
final class MessageText {
  /// What is usual: a short sentence.
  static final int USUAL_LENGTH = 64;

  private static final int RUN_DIGITS = 6;
  private static final int SEQUENCE_DIGITS = 12;
  private static final int RUN_AT = 1;
  private static final int COLON_AT = RUN_AT + RUN_DIGITS;
  private static final int SEQUENCE_AT = COLON_AT + 1;
  private static final int FILLING_AT = SEQUENCE_AT + SEQUENCE_DIGITS;

  /// Run and sequence with nothing behind them.
  static final int SHORTEST = FILLING_AT;

  private static final byte[] FILLING =
      " the quick brown fox jumps over the lazy dog again".getBytes(StandardCharsets.US_ASCII);

  private MessageText() {}

  /// Writes the text of one message; `bytes` must have `length` of them from `at` on.
  static void write(byte[] bytes, int at, int length, int run, long sequence) {
    bytes[at] = '#';
    digits(bytes, at + RUN_AT, RUN_DIGITS, run);
    bytes[at + COLON_AT] = ':';
    digits(bytes, at + SEQUENCE_AT, SEQUENCE_DIGITS, sequence);
    for (int i = FILLING_AT; i < length; i += FILLING.length) {
      System.arraycopy(FILLING, 0, bytes, at + i, Math.min(FILLING.length, length - i));
    }
  }

  private static void digits(byte[] bytes, int at, int count, long value) {
    long rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /// Whether such a text stands there.
  static boolean stands(byte[] bytes, int at) {
    return bytes[at] == '#' && bytes[at + COLON_AT] == ':';
  }

  /// The run of the text that stands there.
  static int run(byte[] bytes, int at) {
    return (int) number(bytes, at + RUN_AT, RUN_DIGITS);
  }

  /// The sequence number of the text that stands there.
  static long sequence(byte[] bytes, int at) {
    return number(bytes, at + SEQUENCE_AT, SEQUENCE_DIGITS);
  }

  private static long number(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = at; i < at + count; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }
}
