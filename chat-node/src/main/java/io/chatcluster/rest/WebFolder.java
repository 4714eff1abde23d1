package io.chatcluster.rest;

import io.chatcluster.rest.WebFile.Form;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the files of the web page, from the jar or a folder.
///
/// Beside a file `x` there may be `x.br` and `x.gz`, made by the build: its other forms, not files
/// of their own.
final class WebFolder {

  /// The ending of what the build puts beside a file, by encoding.
  private static final Map<String, String> ENDINGS = Map.of("br", ".br", "gzip", ".gz");

  /// Best first.
  private static final List<String> ENCODINGS = List.of("br", "gzip");

  /// Revalidated each time, nearly always with a 304: so an upgrade shows at once.
  private static final String ASK_AGAIN = "no-cache";

  /// For icons, which may well be a day old.
  private static final String A_DAY = "public, max-age=86400";

  private WebFolder() {}

  /// All files, by their paths below the folder. Blocks.
  static Map<String, WebFile> read(String folder) {
    URL root = WebFolder.class.getResource(folder);
    if (root == null) {
      return Map.of();
    }
    try {
      URI uri = root.toURI();
      if (!uri.getScheme().equals("jar")) {
        return files(contents(Path.of(uri)));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return files(contents(jar.getPath(folder)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> contents(Path root) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = "/" + root.relativize(path).toString().replace('\\', '/');
        contents.put(name, Files.readAllBytes(path));
      }
    }
    return contents;
  }

  private static Map<String, WebFile> files(Map<String, byte[]> contents) {
    Map<String, WebFile> files = new HashMap<>();
    contents.forEach(
        (name, content) -> {
          if (!isForm(name, contents)) {
            files.put(name, file(name, content, contents));
          }
        });
    return files;
  }

  private static boolean isForm(String name, Map<String, byte[]> all) {
    return ENDINGS.values().stream()
        .anyMatch(
            ending ->
                name.endsWith(ending)
                    && all.containsKey(name.substring(0, name.length() - ending.length())));
  }

  private static WebFile file(String name, byte[] content, Map<String, byte[]> all) {
    String hash = HexFormat.of().formatHex(ContentPolicy.sha256(content), 0, 16);
    List<Form> forms = new ArrayList<>();
    for (String encoding : ENCODINGS) {
      byte[] packed = all.get(name + ENDINGS.get(encoding));
      if (packed != null) {
        forms.add(new Form(encoding, Buffer.buffer(packed), tag(hash + "-" + encoding)));
      }
    }
    forms.add(new Form("identity", Buffer.buffer(content), tag(hash)));
    String type = MediaType.of(name);
    @Nullable String policy =
        type.startsWith("text/html")
            ? ContentPolicy.of(new String(content, StandardCharsets.UTF_8))
            : null;
    return new WebFile(type, type.startsWith("image/") ? A_DAY : ASK_AGAIN, policy, forms);
  }

  private static String tag(String text) {
    return '"' + text + '"';
  }
}
