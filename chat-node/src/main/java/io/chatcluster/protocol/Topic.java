package io.chatcluster.protocol;

/// What a signal is about, in the application's words: `typing`, `cursor:page-7`.
///
/// 1 to [#MAX_LENGTH] of the letters `A-Z a-z 0-9 _ - . : /`, so that it is the same word on every
/// wire. Of the signals of one session about one topic, only the newest matters.
public record Topic(String value) {

  static final int MAX_LENGTH = 64;

  public Topic {
    if (!valid(value)) {
      throw new IllegalArgumentException("not a topic");
    }
  }

  /// Whether the text may be a topic.
  public static boolean valid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!fits(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '-' && c <= ':') // and what lies between: . / 0-9
        || c == '_';
  }

  @Override
  public String toString() {
    return value;
  }
}
