package io.chatcluster.protocol;

import org.jspecify.annotations.Nullable;

/// What counts as text here.
public final class Text {

  private Text() {}

  /// Why a text cannot be a message; null if it can be.
  ///
  /// @param maxBytes longest message in bytes of UTF-8
  public static @Nullable ErrorCode refusal(String message, int maxBytes) {
    if (message.isEmpty()) {
      return ErrorCode.EMPTY_MESSAGE;
    }
    int bytes = utf8Length(message);
    if (bytes < 0) {
      return ErrorCode.BAD_TEXT;
    }
    return bytes > maxBytes ? ErrorCode.MESSAGE_TOO_BIG : null;
  }

  /// Length in bytes of UTF-8, or -1 if the text holds U+0000 (PostgreSQL refuses it) or a lone
  /// surrogate (UTF-8 has no form for it).
  public static int utf8Length(String text) {
    int bytes = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return -1;
      } else if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        return -1;
      }
    }
    return bytes;
  }
}
