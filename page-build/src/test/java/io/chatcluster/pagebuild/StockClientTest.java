package io.chatcluster.pagebuild;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client among the files of a node, from an archive that is there already.
class StockClientTest {

  @TempDir private Path folder;

  private static byte[] archive(String... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream tar = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        byte[] name = namesAndContents[i].getBytes(UTF_8);
        byte[] content = namesAndContents[i + 1].getBytes(UTF_8);
        byte[] header = new byte[512];
        System.arraycopy(name, 0, header, 0, name.length);
        byte[] size = String.format("%011o", content.length).getBytes(UTF_8);
        System.arraycopy(size, 0, header, 124, size.length);
        header[156] = '0';
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(512 - content.length % 512) % 512]);
      }
      tar.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] bytes) throws Exception {
    return "sha512-"
        + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
  }

  @Test
  void its_scripts_and_their_maps_are_put_among_the_files() throws Exception {
    byte[] archive =
        archive(
            "package/package.json",
            "{}",
            "package/dist/socket.io.js",
            "x".repeat(1_000),
            "package/dist/socket.io.js.map",
            "",
            "package/dist/other.js",
            "no",
            "package/dist/../socket.io.js",
            "no");
    Files.write(folder.resolve("socket.io-client-1.2.3.tgz"), archive);

    StockClient.put("1.2.3", digest(archive), folder, folder.resolve("target"));

    assertThat(folder.resolve("target")).isDirectoryContaining("glob:**socket.io.js");
    assertThat(folder.resolve("target/socket.io.js")).hasContent("x".repeat(1_000));
    assertThat(folder.resolve("target/socket.io.js.map")).isEmptyFile();
    assertThat(folder.resolve("target").toFile().list()).hasSize(2);
  }

  @Test
  void an_archive_with_another_digest_is_not_used_and_thrown_away() throws Exception {
    byte[] archive = archive("package/dist/socket.io.js", "evil");
    Path file = folder.resolve("socket.io-client-1.2.3.tgz");
    Files.write(file, archive);

    assertThatThrownBy(() -> StockClient.put("1.2.3", "sha512-good", folder, folder))
        .isInstanceOf(PageException.class);

    assertThat(file).doesNotExist();
    assertThat(folder.resolve("socket.io.js")).doesNotExist();
  }
}
