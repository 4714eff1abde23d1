package io.chatcluster.pagebuild;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/// One program made of a module and everything it imports.
///
/// Each module becomes a function that is called once, in the order in which a browser would run
/// them, and that returns what it exports; so names of one module never meet those of another. The
/// source stays as it is, which keeps the page's stack traces readable.
final class Bundle {
  private final UnaryOperator<String> sources;
  private final Map<String, ScriptModule> done = new LinkedHashMap<>();
  private final Deque<String> underWay = new ArrayDeque<>();

  private Bundle(UnaryOperator<String> sources) {
    this.sources = sources;
  }

  /// The program of the module at `entry`.
  ///
  /// @param sources the text of a module by its path
  /// @throws PageException for what cannot be packed: cycles, or names that nobody exports
  static String of(String entry, UnaryOperator<String> sources) {
    Bundle bundle = new Bundle(sources);
    bundle.add(entry);
    StringBuilder program = new StringBuilder();
    for (ScriptModule module : bundle.done.values()) {
      program.append("// ").append(module.path()).append('\n');
      if (module.path().equals(entry)) {
        program.append(bundle.imports(module)).append(module.body()).append('\n');
      } else {
        program.append("const ").append(name(module.path())).append(" = (() => {\n");
        program.append(bundle.imports(module)).append(module.body());
        program.append("\nreturn { ").append(String.join(", ", module.exports()));
        program.append(" };\n})();\n");
      }
    }
    return program.toString();
  }

  private void add(String path) {
    if (done.containsKey(path)) {
      return;
    }
    if (underWay.contains(path)) {
      throw new PageException("modules import each other in a circle: " + underWay);
    }
    underWay.addLast(path);
    ScriptModule module = ScriptModule.parse(path, sources.apply(path));
    module.imports().forEach(other -> add(other.path()));
    underWay.removeLast();
    done.put(path, module);
  }

  private String imports(ScriptModule module) {
    StringBuilder lines = new StringBuilder();
    for (ScriptModule.Import other : module.imports()) {
      if (!other.names().isEmpty()) {
        lines.append("const ").append(pattern(module, other));
        lines.append(" = ").append(name(other.path())).append(";\n");
      }
    }
    return lines.toString();
  }

  /// The left side of the assignment that takes the place of an import.
  private String pattern(ScriptModule module, ScriptModule.Import other) {
    String names = other.names().strip();
    if (names.startsWith("*")) {
      return names.replaceFirst("\\*\\s*as\\s+", "");
    }
    if (!names.startsWith("{") || !names.endsWith("}")) {
      throw new PageException(
          "%s: 'import %s' cannot be packed: name what is imported"
              .formatted(module.path(), names));
    }
    StringJoiner pattern = new StringJoiner(", ", "{ ", " }");
    for (String[] pair : ScriptModule.listed(names.substring(1, names.length() - 1))) {
      ScriptModule from = done.get(other.path());
      if (from == null || !from.has(pair[0])) {
        throw new PageException(
            "%s imports %s, which %s does not export"
                .formatted(module.path(), pair[0], other.path()));
      }
      pattern.add(pair[0].equals(pair[1]) ? pair[0] : pair[0] + ": " + pair[1]);
    }
    return pattern.toString();
  }

  /// `js/view/app.js` is known as `$js_view_app_js`.
  private static String name(String path) {
    return "$" + path.replaceAll("[^\\w]", "_");
  }
}
