package io.chatcluster.checks;

import java.util.regex.Pattern;

/// Names of container images.
final class Images {
  /// The images that this repository's own commands build for development.
  private static final Pattern OWN = Pattern.compile("chat-(node|loadbalancer|haproxy):dev");

  /// A whole version: two numbers at least. `postgres:18` would be another program next month.
  private static final Pattern VERSION =
      Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+[A-Za-z0-9._-]*(@sha256:[0-9a-f]{64})?");

  private static final Pattern DATED = Pattern.compile("[a-z0-9./-]+:[a-z]+-\\d{8}[a-z0-9-]*");

  private Images() {}

  static boolean pinned(String image) {
    return OWN.matcher(image).matches()
        || VERSION.matcher(image).matches()
        || DATED.matcher(image).matches()
        || image.matches("[a-z0-9./-]+:\\d+(\\.\\d+)+-[a-z0-9-]+");
  }
}
