package io.chatcluster.protocol;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/// The two invisible characters that people's languages and emoji cannot do without.
///
/// A zero-width joiner may stand between two emoji, as in a family. It and a zero-width non-joiner
/// may stand between two letters or marks of one script whose letters join: Persian and Hindi
/// cannot be written without them. Anywhere else they only make two different names look the same.
final class Joiners {

  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;
  private static final int EMOJI_STYLE = 0xFE0F;

  private static final Set<UnicodeScript> JOINING =
      EnumSet.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.MANDAIC,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.NKO,
          UnicodeScript.ADLAM,
          UnicodeScript.HANIFI_ROHINGYA,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR,
          UnicodeScript.JAVANESE,
          UnicodeScript.BALINESE);

  private Joiners() {}

  /// Whether the format character at that index is one of the two, in its place.
  static boolean fit(String name, int at) {
    char joiner = name.charAt(at);
    if ((joiner != NON_JOINER && joiner != JOINER) || at == 0 || at + 1 == name.length()) {
      return false;
    }
    int after = name.codePointAt(at + 1);
    return (joiner == JOINER
            && emoji(name.codePointBefore(at))
            && Character.isExtendedPictographic(after))
        || joined(bearer(name, at), after);
  }

  private static boolean emoji(int c) {
    return Character.isExtendedPictographic(c) || Character.isEmojiModifier(c) || c == EMOJI_STYLE;
  }

  private static boolean joined(int before, int after) {
    UnicodeScript script = UnicodeScript.of(before);
    return JOINING.contains(script)
        && UnicodeScript.of(after) == script
        && written(before)
        && written(after);
  }

  /// The character before, beneath any marks on it.
  private static int bearer(String name, int at) {
    int i = at;
    int c;
    do {
      c = name.codePointBefore(i);
      i -= Character.charCount(c);
    } while (i > 0 && mark(c) && UnicodeScript.of(c) == UnicodeScript.INHERITED);
    return c;
  }

  private static boolean written(int c) {
    return Character.isLetter(c) || mark(c);
  }

  private static boolean mark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }
}
