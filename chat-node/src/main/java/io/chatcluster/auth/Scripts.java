package io.chatcluster.auth;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Whether a name mixes scripts so that one letter passes for another: a Cyrillic `а` in `Ada`.
///
/// A word keeps to one script, or to a mixture in everyday use (Unicode Technical Standard 39,
/// "highly restrictive"). Words of two scripts may stand side by side, as in `Sara سارا`, unless
/// letters of one could be taken for the other's: then the whole name keeps to one.
final class Scripts {

  /// Japanese, Chinese and Korean, mixed with Latin letters.
  private static final List<Set<UnicodeScript>> EVERYDAY =
      List.of(
          EnumSet.of(
              UnicodeScript.LATIN,
              UnicodeScript.HAN,
              UnicodeScript.HIRAGANA,
              UnicodeScript.KATAKANA),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL));

  /// Scripts in use whose letters are not mistaken for those of others. Each of the rest has some
  /// that look Latin, Cyrillic or Greek.
  private static final Set<UnicodeScript> UNLIKE_OTHERS =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.HANGUL,
          UnicodeScript.ARABIC,
          UnicodeScript.HEBREW,
          UnicodeScript.THAANA,
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
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR,
          UnicodeScript.TIBETAN,
          UnicodeScript.ETHIOPIC,
          UnicodeScript.GEORGIAN);

  /// Japanese has letters in two widths, and people write their names with either.
  private static final int WIDTH_FORMS = 0xFF00;

  private static final int LAST_WIDTH_FORM = 0xFFEF;

  private Scripts() {}

  static boolean mixed(String name) {
    Set<UnicodeScript> ofName = EnumSet.noneOf(UnicodeScript.class);
    Set<UnicodeScript> ofWord = EnumSet.noneOf(UnicodeScript.class);
    for (int c : name.codePoints().toArray()) {
      if (disguised(c)) {
        return true;
      }
      if (endsWord(c)) {
        ofWord.clear();
        continue;
      }
      UnicodeScript script = UnicodeScript.of(c);
      if (script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED) {
        ofWord.add(script);
        ofName.add(script);
      }
      if (!fit(ofWord)) {
        return true;
      }
    }
    return !fit(ofName) && !side(ofName);
  }

  private static boolean fit(Set<UnicodeScript> scripts) {
    return scripts.size() <= 1 || EVERYDAY.stream().anyMatch(all -> all.containsAll(scripts));
  }

  private static boolean side(Set<UnicodeScript> scripts) {
    Set<UnicodeScript> alike = EnumSet.copyOf(scripts);
    alike.removeAll(UNLIKE_OTHERS);
    Set<UnicodeScript> others = EnumSet.copyOf(scripts);
    others.retainAll(UNLIKE_OTHERS);
    return alike.size() <= 1 && fit(others);
  }

  private static boolean endsWord(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR, Character.START_PUNCTUATION, Character.END_PUNCTUATION ->
          true;
      default -> c == '/' || c == '|';
    };
  }

  /// A letter that belongs to no script and is another letter in disguise, as the bold ones of
  /// mathematics are.
  private static boolean disguised(int c) {
    boolean dressed =
        Character.isLetter(c)
            && UnicodeScript.of(c) == UnicodeScript.COMMON
            && (c < WIDTH_FORMS || c > LAST_WIDTH_FORM);
    return dressed
        && Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC).codePointAt(0) != c;
  }
}
