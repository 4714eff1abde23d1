package io.chatcluster.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// A secret that is made once, kept in a file only its owner may read (mode 600), and survives
/// restarts.
public record SecretFile(Path path) {
  private static final int BYTES = 48;

  /// The secret's file, made with 48 random bytes as base64url text where it is missing.
  public static SecretFile at(Path path) {
    if (!Files.exists(path)) {
      write(path);
    }
    return new SecretFile(path);
  }

  /// The secret itself, without white space around it.
  public String value() {
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path path) {
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      // The mode is given at creation: the secret is at no time readable by others.
      try (var channel =
          Files.newByteChannel(
              path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
