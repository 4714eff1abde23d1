package io.chatcluster.config;

import java.util.List;
import java.util.Locale;

/// Secrets published in this repository or on well-known pages, so that anybody can use them.
///
/// A node with one of them looks like any other, and lets anybody in as anybody.
public final class PublicSecrets {

  /// Parts of them, in lower case. The first is how our own manifests mark theirs.
  private static final List<String> MARKS =
      List.of(
          "dev-only",
          "not-a-secret",
          "changeme",
          "change-me",
          "your-256-bit-secret",
          "a-string-secret-at-least-256-bits-long");

  private PublicSecrets() {}

  /// Whether a value, or an address with one in it, is known to everybody.
  public static boolean holds(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    return MARKS.stream().anyMatch(text::contains);
  }
}
