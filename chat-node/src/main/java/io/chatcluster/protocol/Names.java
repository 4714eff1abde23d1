package io.chatcluster.protocol;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// What rooms and users may be called: 1 to 128 bytes of UTF-8 in NFC, with nothing hidden in them.
///
/// Names are compared by code point. Nothing else is done to them: each edge that writes one into a
/// key, a frame or a page encodes it for itself.
///
/// A name is judged where it comes in, with [#fault]. Inside it only has to be [#lasting]. That
/// rule is the same under every version of Unicode, so no node chokes on a name that another one,
/// with other tables, has let in. For the same reason characters may be used that nobody has
/// assigned yet.
final class Names {

  private static final int MAX_BYTES = 128;

  private static final String LENGTH = "is 1 to 128 bytes of UTF-8";
  private static final String HIDDEN =
      "has no control, format or private characters, and no line breaks";
  private static final String ENDS = "has no white space at its ends";
  private static final String FORM = "is in the normalization form NFC";

  private Names() {}

  /// The part of the rule that this name breaks, in words; null if it breaks none.
  static @Nullable String fault(String name) {
    if (plain(name)) {
      return null;
    }
    if (name.isEmpty() || name.length() > MAX_BYTES || Text.utf8Length(name) > MAX_BYTES) {
      return LENGTH;
    }
    if (!lasting(name)) {
      return HIDDEN;
    }
    if (Character.isSpaceChar(name.codePointAt(0))
        || Character.isSpaceChar(name.codePointBefore(name.length()))) {
      return ENDS;
    }
    for (int i = 0; i < name.length(); i++) {
      // A format character outside the basic plane is a surrogate pair here.
      if (Character.getType(name.codePointAt(i)) == Character.FORMAT && !Joiners.fit(name, i)) {
        return HIDDEN;
      }
    }
    return Normalizer.isNormalized(name, Normalizer.Form.NFC) ? null : FORM;
  }

  /// Refuses a name that no node can have let in.
  static String require(String name, String what) {
    if (!plain(name) && !lasting(name)) {
      throw new IllegalArgumentException("not a " + what + " name");
    }
    return name;
  }

  /// Printable ASCII: most names are, and each frame has one.
  private static boolean plain(String name) {
    int length = name.length();
    if (length == 0 || length > MAX_BYTES || name.charAt(0) == ' ') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return name.charAt(length - 1) != ' ';
  }

  /// The part of the rule that every version of Unicode agrees on.
  private static boolean lasting(String name) {
    if (name.isEmpty() || name.length() > MAX_BYTES) {
      return false;
    }
    int bytes = Text.utf8Length(name);
    return bytes > 0 && bytes <= MAX_BYTES && name.codePoints().noneMatch(Names::neverText);
  }

  private static boolean neverText(int c) {
    boolean noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return noncharacter
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
  }
}
