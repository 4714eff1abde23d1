package io.chatcluster.pagebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One ES module of the page, taken apart.
///
/// @param path from the root of the page, as in `js/view/app.js`
/// @param body the program without its imports, and without the word `export`
/// @param imports in the order in which they stand
/// @param exports properties of an object literal, as in `Room` or `shown: hidden`
record ScriptModule(String path, String body, List<Import> imports, List<String> exports) {

  /// @param names what stands between `import` and `from`; empty where a module is only run
  /// @param path of the other module, from the root of the page
  record Import(String names, String path) {}

  // Statements begin in the first column; what is inside a function or a text does not.
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import\\s+(?:([^;'\"]+?)\\s+from\\s+)?['\"]([^'\"]+)['\"];?[ \\t]*$");
  private static final Pattern DECLARATION =
      Pattern.compile("(?m)^export\\s+((?:async\\s+)?(?:function\\*?|class|const)\\s+([\\w$]+))");
  private static final Pattern LIST = Pattern.compile("(?m)^export\\s*\\{([^}]*)};?[ \\t]*$");
  private static final Pattern LEFT = Pattern.compile("(?m)^(?:import|export)\\b.*$");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");
  private static final Pattern DYNAMIC = Pattern.compile("\\bimport\\s*[.(]");

  ScriptModule {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
  }

  /// Reads the program of one module.
  ///
  /// @throws PageException for what cannot be packed
  static ScriptModule parse(String path, String program) {
    List<Import> imports = new ArrayList<>();
    List<String> exports = new ArrayList<>();
    String body =
        IMPORT
            .matcher(program)
            .replaceAll(
                found -> {
                  imports.add(imported(path, found));
                  return "";
                });
    body =
        DECLARATION
            .matcher(body)
            .replaceAll(
                found -> {
                  exports.add(found.group(2));
                  return Matcher.quoteReplacement(found.group(1));
                });
    body =
        LIST.matcher(body)
            .replaceAll(
                found -> {
                  listed(found.group(1)).forEach(pair -> exports.add(pair[1] + ": " + pair[0]));
                  return "";
                });
    refuse(path, body);
    return new ScriptModule(path, body.strip(), imports, exports);
  }

  private static Import imported(String path, MatchResult found) {
    String from = found.group(2);
    if (!from.startsWith(".")) {
      throw new PageException("%s: '%s' is no relative path".formatted(path, from));
    }
    String names = found.group(1) == null ? "" : found.group(1);
    return new Import(names, Paths.resolve(path, from));
  }

  /// Name and new name of each in `a, b as c`.
  static List<String[]> listed(String list) {
    List<String[]> pairs = new ArrayList<>();
    for (String item : list.split(",", -1)) {
      if (!item.isBlank()) {
        String[] words = item.strip().split("\\s+as\\s+", -1);
        pairs.add(new String[] {words[0], words[words.length - 1]});
      }
    }
    return pairs;
  }

  private static void refuse(String path, String body) {
    var left = LEFT.matcher(body);
    if (left.find()) {
      throw new PageException("%s: '%s' cannot be packed".formatted(path, left.group()));
    }
    if (DYNAMIC.matcher(COMMENT.matcher(body).replaceAll("")).find()) {
      throw new PageException(path + ": import() and import.meta cannot be packed");
    }
  }

  /// Whether the module has such an export.
  boolean has(String name) {
    return exports.stream().anyMatch(item -> item.replaceFirst(":.*", "").equals(name));
  }
}
