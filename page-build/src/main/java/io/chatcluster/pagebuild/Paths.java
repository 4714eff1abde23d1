package io.chatcluster.pagebuild;

import java.nio.file.Path;

/// Paths of the page, which are those of its addresses on every system.
final class Paths {
  private Paths() {}

  /// What `./x.js` means in the module at `path`.
  static String resolve(String path, String relative) {
    Path resolved = Path.of(path).resolveSibling(relative).normalize();
    return resolved.toString().replace('\\', '/');
  }
}
