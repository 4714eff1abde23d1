package io.chatcluster.auth;

/// What may stand beside a message as its author's name: 1 to 64 characters of text that shows what
/// it is.
///
/// No control characters, no characters that change the direction of the text around them or show
/// nothing at all, no lone surrogates, no space at the ends.
public final class DisplayName {

  private static final int MAX_LENGTH = 64;

  private DisplayName() {}

  public static boolean valid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || !name.strip().equals(name)) {
      return false;
    }
    return name.codePoints().allMatch(DisplayName::shows);
  }

  private static boolean shows(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }

  /// Joins emoji into one.
  private static final int ZERO_WIDTH_JOINER = 0x200D;
}
