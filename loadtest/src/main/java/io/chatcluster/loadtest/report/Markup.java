package io.chatcluster.loadtest.report;

/// Text in HTML, XML and SVG.
final class Markup {
  private Markup() {}

  /// The text as it may stand between tags and in attributes. Characters that no XML may have are
  /// replaced.
  static String escaped(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : '\ufffd');
              }
            });
    return out.toString();
  }

  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xd7ff && (c < 0x7f || c > 0x9f))
        || (c >= 0xe000 && c <= 0xfffd)
        || c >= 0x10000;
  }
}
