package io.chatcluster.auth;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/// Which characters are visible, and which invisible ones belong to a visible neighbour.
///
/// Unicode has characters that show nothing, look like a space, or reverse the text around them.
/// Some of these are needed to write people's names, but only in certain company (RFC 5892,
/// appendix A, has the rules for joiners).
final class Visible {

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int TEXT_STYLE = 0xFE0E;
  private static final int EMOJI_STYLE = 0xFE0F;
  private static final int KEYCAP = 0x20E3;
  private static final int BLACK_FLAG = 0x1F3F4;
  private static final int TAGS = 0xE0000;
  private static final int CANCEL_TAG = 0xE007F;

  /// Letters, marks and symbols by their category, but they show nothing.
  private static final Set<Integer> BLANK =
      Set.of(
          0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x16FE4, 0x1D159);

  /// The only sequences of tags that are flags everywhere.
  private static final Set<String> FLAGS = Set.of("gbeng", "gbsct", "gbwls");

  /// Signs that suppress a vowel; they stand next to a joiner in the scripts of India.
  private static final Set<Integer> VIRAMAS =
      Set.of(
          0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D3B, 0x0D3C, 0x0D4D,
          0x0DCA, 0x0F84, 0x1039, 0x103A, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0xA8C4, 0xA9C0, 0xAAF6);

  /// Scripts whose letters join their neighbours.
  private static final Set<UnicodeScript> CURSIVE =
      Set.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.NKO,
          UnicodeScript.MANDAIC,
          UnicodeScript.ADLAM,
          UnicodeScript.HANIFI_ROHINGYA);

  /// The common Arabic letters that do not join the next one: after these a joiner would change
  /// nothing visible.
  private static final String JOIN_NOT_ON =
      "\u0621\u0622\u0623\u0624\u0625\u0627\u0629\u062F\u0630\u0631\u0632\u0648\u0649\u0671\u0672"
          + "\u0673\u0674\u0675\u0676\u0677\u0688\u0689\u068A\u068B\u068C\u068D\u068E\u068F\u0690"
          + "\u0691\u0692\u0693\u0694\u0695\u0696\u0697\u0698\u0699\u06C0\u06C3\u06C4\u06C5\u06C6"
          + "\u06C7\u06C8\u06C9\u06CA\u06CB\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF";

  private final int[] text;
  private int at;

  private Visible(String name) {
    text = name.codePoints().toArray();
  }

  /// Whether everything in a text is visible.
  static boolean all(String name) {
    Visible one = new Visible(name);
    boolean any = false;
    while (one.at < one.text.length) {
      int c = one.text[one.at];
      if (!one.shows(c)) {
        return false;
      }
      any |= c != ' ' && !mark(c) && !Character.isWhitespace(c);
      one.at++;
    }
    return any;
  }

  /// Whether a character is a mark on the one before it.
  static boolean mark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  private boolean shows(int c) {
    if (c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER) {
      return joins(c);
    }
    if (c == EMOJI_STYLE || c == TEXT_STYLE) {
      return styles();
    }
    if (c > TAGS && c <= CANCEL_TAG) {
      return flag();
    }
    if (c >= 0xE0100 && c <= 0xE01EF) {
      // Variants of an ideograph, which some Japanese families write their names with.
      return Character.isIdeographic(before());
    }
    if ((c >= 0xFE00 && c < TEXT_STYLE) || BLANK.contains(c)) {
      return false;
    }
    if (c >= 0x180B && c <= 0x180F) {
      return script(before()) == UnicodeScript.MONGOLIAN;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private int before() {
    return at == 0 ? 0 : text[at - 1];
  }

  private int after() {
    return at + 1 < text.length ? text[at + 1] : 0;
  }

  /// The letter or symbol before, skipping any marks on it.
  private int base() {
    int i = at - 1;
    while (i > 0 && mark(text[i])) {
      i--;
    }
    return i < 0 ? 0 : text[i];
  }

  private boolean joins(int joiner) {
    int before = base();
    int after = after();
    if (VIRAMAS.contains(before())) {
      return true;
    }
    if (joiner == ZERO_WIDTH_JOINER) {
      boolean emoji = pictograph(before) || Character.isEmojiModifier(before);
      return (emoji && pictograph(after))
          || (VIRAMAS.contains(after) && script(before) == script(after));
    }
    return Character.isLetter(before)
        && Character.isLetter(after)
        && script(before) == script(after)
        && CURSIVE.contains(script(before))
        && JOIN_NOT_ON.indexOf(before) < 0;
  }

  private boolean styles() {
    int before = before();
    boolean keycap = before == '#' || before == '*' || (before >= '0' && before <= '9');
    return keycap ? after() == KEYCAP : Character.isEmoji(before);
  }

  /// Moves to the end of a sequence of tags if that is one of the flags.
  private boolean flag() {
    if (before() != BLACK_FLAG) {
      return false;
    }
    StringBuilder name = new StringBuilder();
    while (at < text.length && text[at] > TAGS && text[at] < CANCEL_TAG) {
      name.append((char) (text[at++] - TAGS));
    }
    return at < text.length && text[at] == CANCEL_TAG && FLAGS.contains(name.toString());
  }

  private static boolean pictograph(int c) {
    return Character.isExtendedPictographic(c);
  }

  private static UnicodeScript script(int c) {
    return UnicodeScript.of(c);
  }
}
