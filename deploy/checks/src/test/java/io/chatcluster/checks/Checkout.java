package io.chatcluster.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The files of this repository.
final class Checkout {
  private static final Pattern VARIABLE = Pattern.compile("^\\| `(CHAT_[A-Z_]+)` \\| (\\w+)");

  private Checkout() {}

  /// The root, found from wherever the tests run.
  static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("loadbalancer/nginx.conf"))) {
      Path parent = at.getParent();
      if (parent == null) {
        throw new IllegalStateException("the tests run outside of the repository");
      }
      at = parent;
    }
    return at;
  }

  static Path file(String path) {
    return root().resolve(path);
  }

  static String text(String path) {
    return text(file(path));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every file below a directory whose name ends so.
  static List<Path> files(String directory, String ending) {
    try (var all = Files.walk(file(directory))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The variables that a node reads, out of the table that a test of the node keeps true.
  static Set<String> variables() {
    Set<String> names = new TreeSet<>();
    for (String line : text("docs/configuration.md").lines().toList()) {
      var row = VARIABLE.matcher(line);
      if (row.find()) {
        names.add(row.group(1));
        if (row.group(2).equals("secret")) {
          names.add(row.group(1) + "_FILE");
        }
      }
    }
    return names;
  }

  /// The lines of a file of the form `NAME=value`, without comments.
  static Set<String> assigned(String text) {
    return text.lines()
        .filter(line -> line.matches("[A-Z_]+=.*"))
        .map(line -> line.substring(0, line.indexOf('=')))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
