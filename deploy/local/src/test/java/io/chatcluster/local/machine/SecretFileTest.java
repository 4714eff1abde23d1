package io.chatcluster.local.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
  @TempDir Path directory;

  @Test
  void a_secret_is_made_once_and_kept() {
    var path = directory.resolve("deep/secret");

    var first = SecretFile.at(path).value();
    var second = SecretFile.at(path).value();

    assertThat(first).hasSizeGreaterThanOrEqualTo(32).matches("[A-Za-z0-9_-]+").isEqualTo(second);
  }

  @Test
  void two_secrets_differ() {
    assertThat(SecretFile.at(directory.resolve("a")).value())
        .isNotEqualTo(SecretFile.at(directory.resolve("b")).value());
  }

  @Test
  void only_its_owner_can_read_it() throws IOException {
    var path = SecretFile.at(directory.resolve("secret")).path();

    var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));

    assertThat(mode).isEqualTo("rw-------");
  }
}
