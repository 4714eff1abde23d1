package io.chatcluster.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds one small JSON text straight as UTF-8 bytes.
///
/// The caller writes the punctuation; this class owns escaping and encoding. Strings must hold no
/// lone surrogates (the codec refuses them on the way in); any that is left becomes U+FFFD. Not
/// shared between threads.
public final class JsonWriter {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int WORST_BYTES_PER_CHAR = 6;

  private byte[] bytes;
  private int size;

  public JsonWriter(int sizeHint) {
    bytes = new byte[Math.max(64, sizeHint)];
  }

  /// Appends ASCII text as it is.
  public JsonWriter raw(String ascii) {
    int length = ascii.length();
    ensure(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /// Appends bytes that are JSON already.
  public JsonWriter raw(byte[] json, int from, int to) {
    ensure(to - from);
    System.arraycopy(json, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  public JsonWriter number(long value) {
    return raw(Long.toString(value));
  }

  public JsonWriter position(Position position) {
    return raw("\"").number(position.epoch()).raw("-").number(position.offset()).raw("\"");
  }

  /// Appends a quoted, escaped string.
  public JsonWriter string(String text) {
    int length = text.length();
    ensure(length * WORST_BYTES_PER_CHAR + 2);
    bytes[size++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        codePoint(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        special(c);
      }
    }
    bytes[size++] = '"';
    return this;
  }

  private void special(char c) {
    switch (c) {
      case '"', '\\' -> escape(c);
      case '\n' -> escape('n');
      case '\r' -> escape('r');
      case '\t' -> escape('t');
      default -> {
        if (c < ' ') {
          escape('u');
          bytes[size++] = '0';
          bytes[size++] = '0';
          bytes[size++] = HEX[c >> 4];
          bytes[size++] = HEX[c & 15];
        } else {
          codePoint(Character.isSurrogate(c) ? 0xFFFD : c);
        }
      }
    }
  }

  private void escape(char c) {
    bytes[size++] = '\\';
    bytes[size++] = (byte) c;
  }

  private void codePoint(int c) {
    if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | c >> 6);
    } else {
      if (c < 0x10000) {
        bytes[size++] = (byte) (0xE0 | c >> 12);
      } else {
        bytes[size++] = (byte) (0xF0 | c >> 18);
        bytes[size++] = (byte) (0x80 | (c >> 12 & 0x3F));
      }
      bytes[size++] = (byte) (0x80 | (c >> 6 & 0x3F));
    }
    bytes[size++] = (byte) (0x80 | (c & 0x3F));
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
