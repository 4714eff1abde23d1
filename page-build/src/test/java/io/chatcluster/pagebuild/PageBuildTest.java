package io.chatcluster.pagebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.decoder.Decoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageBuildTest {
  private static final String PAGE =
      """
      <!doctype html>
      <link rel="icon" href="icon.svg">
      <link rel="stylesheet" href="style.css">
      <link rel="modulepreload" href="js/a.js">
      <script type="module" src="js/main.js"></script>
      """;

  @TempDir private Path sources;
  @TempDir private Path target;

  private void source(String name, String text) throws IOException {
    Path file = sources.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private void page(String script) throws IOException {
    source("index.html", PAGE);
    source("style.css", "p { color: red }\n");
    source("js/a.js", "export const a = '$1';\n");
    source("js/main.js", script);
    PageBuild.pack(sources, target);
  }

  @Test
  void a_page_gets_its_scripts_and_styles_into_it() throws IOException {
    page("import { a } from './a.js';\ndocument.title = a;\n");

    assertThat(Files.readString(target.resolve("index.html")))
        .contains("<style>\np { color: red }\n</style>", "const a = '$1';", "document.title = a;")
        .contains("<link rel=\"icon\" href=\"icon.svg\">")
        .doesNotContain("modulepreload", "src=", "rel=\"stylesheet\"");
  }

  @Test
  void every_text_that_is_worth_it_is_there_with_gzip_and_with_brotli() throws IOException {
    String text = "// a line of a program\n".repeat(100);

    page(text);

    Path gzip = target.resolve("js/main.js.gz");
    try (var in = new GZIPInputStream(Files.newInputStream(gzip))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
    }
    byte[] packed = Files.readAllBytes(target.resolve("js/main.js.br"));
    var unpacked = Decoder.decompress(packed).getDecompressedData();
    assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(text);
    assertThat(target.resolve("js/a.js.gz")).as("less than a packet").doesNotExist();
  }

  @Test
  void the_same_sources_give_the_same_bytes() throws IOException {
    page("// a line of a program\n".repeat(100));
    byte[] first = Files.readAllBytes(target.resolve("index.html.gz"));

    PageBuild.pack(sources, target);

    assertThat(new ByteArrayInputStream(first))
        .hasBinaryContent(Files.readAllBytes(target.resolve("index.html.gz")));
  }

  @Test
  void what_would_end_the_script_early_stops_the_build() {
    assertThatThrownBy(() -> page("document.title = '</script>';\n"))
        .isInstanceOf(PageException.class)
        .hasMessageContaining("</script");
  }
}
