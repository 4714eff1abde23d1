package io.chatcluster.auth;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// What may stand beside a message as its author's name: text that everybody sees for what it is.
///
/// One form (NFC, single plain spaces, none at the ends) of 1 to 64 characters as a reader counts
/// them. Nothing in it is hidden or changes the text around it ([Visible]), and no tower of marks
/// covers its neighbours. Pure.
public final class DisplayName {

  private static final int MAX_CHARACTERS = 64;
  private static final int MAX_BYTES = 1_024;

  // Unicode Technical Standard 39, section 5.4: no language written today needs more.
  private static final int MAX_MARKS = 4;

  /// What became of a name that somebody claims.
  public sealed interface Claim {
    /// @param name in the one form that is shown
    record Granted(String name) implements Claim {}

    /// Something in it is invisible, or it is too long.
    record Unreadable() implements Claim {}

    /// It mixes letters of scripts that look alike.
    record Deceptive() implements Claim {}
  }

  private DisplayName() {}

  /// The form in which a name is shown; empty if it cannot be.
  public static Optional<String> shown(String raw) {
    if (raw.length() > MAX_BYTES) {
      return Optional.empty();
    }
    String name = Normalizer.normalize(spaced(raw), Normalizer.Form.NFC);
    boolean fits =
        !name.isEmpty()
            && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
            && characters(name) <= MAX_CHARACTERS;
    return fits && Visible.all(name) && !towers(name) ? Optional.of(name) : Optional.empty();
  }

  /// The same for a name that its bearer chose, which also must not pass for another one.
  public static Claim claimed(String raw) {
    return shown(raw)
        .<Claim>map(name -> Scripts.mixed(name) ? new Claim.Deceptive() : new Claim.Granted(name))
        .orElseGet(Claim.Unreadable::new);
  }

  /// Every run of spaces, of whatever width, as one plain space; none at the ends.
  private static String spaced(String raw) {
    StringBuilder spaced = new StringBuilder(raw.length());
    boolean gap = false;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (Character.getType(c) == Character.SPACE_SEPARATOR) {
        gap = true;
        continue;
      }
      if (gap && !spaced.isEmpty()) {
        spaced.append(' ');
      }
      gap = false;
      spaced.append(c);
    }
    return spaced.toString();
  }

  /// Grapheme clusters: a family of emoji is one, and so is a letter with its accents.
  private static int characters(String name) {
    BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    clusters.setText(name);
    int count = 0;
    while (clusters.next() != BreakIterator.DONE) {
      count++;
    }
    return count;
  }

  /// Whether marks stand without a letter, in too great a number, or the same one twice.
  private static boolean towers(String name) {
    int marks = MAX_MARKS;
    int previous = 0;
    for (int c : name.codePoints().toArray()) {
      if (Character.getType(c) == Character.FORMAT) {
        // A joiner: what it joins goes on.
        continue;
      }
      if (!Visible.mark(c)) {
        marks = c == ' ' ? MAX_MARKS : 0;
      } else if (++marks > MAX_MARKS || c == previous) {
        return true;
      }
      previous = c;
    }
    return false;
  }
}
