package io.chatcluster.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A name as one word of a key or channel, so that no name can pass for another one there, end its
/// word, or move its key to another partition.
///
/// `%`, `:`, `{`, `}` and white space are written as `%` and two digits for each of their bytes in
/// UTF-8. Everything else stands for itself: people read keys.
final class KeyWord {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private KeyWord() {}

  static String encode(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (escaped(name.charAt(i))) {
        return encode(name, i);
      }
    }
    return name;
  }

  private static String encode(String name, int from) {
    StringBuilder word = new StringBuilder(name.length() + 16).append(name, 0, from);
    for (int i = from; i < name.length(); i++) {
      char c = name.charAt(i);
      if (escaped(c)) {
        for (byte one : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          HEX.toHexDigits(word.append('%'), one);
        }
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  /// No white space lies outside the basic plane.
  private static boolean escaped(char c) {
    return c == '%'
        || c == ':'
        || c == '{'
        || c == '}'
        || Character.isSpaceChar(c)
        || Character.isWhitespace(c);
  }

  /// The name from which [#encode] made a word. From any other word, whatever comes out: whoever
  /// cannot be sure encodes the answer again and compares.
  ///
  /// @throws IllegalArgumentException if a percent sign is not followed by two digits
  static String decode(String word) {
    if (word.indexOf('%') < 0) {
      return word;
    }
    ByteArrayOutputStream name = new ByteArrayOutputStream(word.length());
    int from = 0;
    for (int at = word.indexOf('%'); at >= 0; at = word.indexOf('%', from)) {
      name.writeBytes(word.substring(from, at).getBytes(StandardCharsets.UTF_8));
      if (at + 3 > word.length()) {
        throw new IllegalArgumentException("a word of a key ends in the middle of a character");
      }
      name.write(HexFormat.fromHexDigits(word, at + 1, at + 3));
      from = at + 3;
    }
    name.writeBytes(word.substring(from).getBytes(StandardCharsets.UTF_8));
    return name.toString(StandardCharsets.UTF_8);
  }
}
