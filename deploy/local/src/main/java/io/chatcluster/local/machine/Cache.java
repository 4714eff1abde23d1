package io.chatcluster.local.machine;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Where programs that come in jars are unpacked: below the user's cache directory, once for all
/// checkouts. Each name contains a digest of what was unpacked, so whatever is there is right, and
/// all of it may be removed at any time.
public final class Cache {

  private static final String NAME = "chat-cluster";
  private static final int DIGEST_CHARACTERS = 12;

  private Cache() {}

  /// The directory of this user.
  public static Path directory() {
    return directory(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
  }

  /// The XDG base directory specification: a path that is not absolute is ignored.
  static Path directory(@Nullable String xdg, String home) {
    boolean given = xdg != null && Path.of(xdg).isAbsolute();
    return (given ? Path.of(xdg) : Path.of(home, ".cache")).resolve(NAME);
  }

  /// The beginning of the SHA-256 digest of a content, in hexadecimal digits.
  public static String digest(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
