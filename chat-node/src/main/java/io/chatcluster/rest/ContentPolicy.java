package io.chatcluster.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a browser may load and run in our page.
///
/// Everything the page needs comes from here; nothing else may run in it or frame it, and it talks
/// to nobody else (`'self'` includes the WebSockets of this origin: CSP 3). The build puts scripts
/// and styles into the page itself; their hashes allow those and no others.
final class ContentPolicy {

  /// The policy of everything that is not a page, and the beginning of a page's.
  static final String STRICT =
      "default-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
          + "form-action 'self'; frame-ancestors 'none'";

  private static final Pattern SCRIPT = Pattern.compile("(?s)<script[^>]*>(.+?)</script>");
  private static final Pattern STYLE = Pattern.compile("(?s)<style[^>]*>(.+?)</style>");

  private ContentPolicy() {}

  /// The policy of one page.
  static String of(String html) {
    return STRICT + sources("; script-src", SCRIPT, html) + sources("; style-src", STYLE, html);
  }

  private static String sources(String directive, Pattern element, String html) {
    TreeSet<String> hashes = new TreeSet<>();
    element
        .matcher(html)
        .results()
        .map(found -> sha256(found.group(1).getBytes(StandardCharsets.UTF_8)))
        .map(hash -> " 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
        .forEach(hashes::add);
    return hashes.isEmpty() ? "" : directive + " 'self'" + String.join("", hashes);
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
