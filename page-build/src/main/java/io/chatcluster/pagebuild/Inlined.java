package io.chatcluster.pagebuild;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page with its scripts and styles in it.
///
/// One request instead of twenty, and one answer from one node: while two versions run side by
/// side, nobody gets the page of one with the program of the other.
final class Inlined {
  private static final Pattern SCRIPT =
      Pattern.compile("<script type=\"module\" src=\"([^\"]+)\"></script>");
  private static final Pattern STYLE =
      Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">");
  private static final Pattern PRELOAD = Pattern.compile("\\s*<link rel=\"modulepreload\"[^>]*>");

  private Inlined() {}

  /// @param page the HTML, which stands at the root
  /// @param sources the text of a file by its path from the root
  /// @throws PageException for what cannot be packed
  static String of(String page, UnaryOperator<String> sources) {
    String packed = PRELOAD.matcher(page).replaceAll("");
    packed =
        STYLE
            .matcher(packed)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "<style>\n" + style(found.group(1), sources) + "</style>"));
    packed =
        SCRIPT
            .matcher(packed)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "<script type=\"module\">\n"
                            + script(Bundle.of(found.group(1), sources))
                            + "</script>"));
    return packed;
  }

  private static String style(String path, UnaryOperator<String> sources) {
    String text = sources.apply(path);
    if (path.contains("/") && text.contains("url(")) {
      throw new PageException(path + ": what url() names would be looked for elsewhere");
    }
    if (text.contains("@import") || text.contains("</")) {
      throw new PageException(path + ": @import and </ cannot be packed");
    }
    return text;
  }

  private static String script(String program) {
    // Both would end or change the meaning of a script that stands in a page.
    if (program.contains("</script") || program.contains("<!--")) {
      throw new PageException("a script has </script or <!-- in it");
    }
    return program;
  }
}
