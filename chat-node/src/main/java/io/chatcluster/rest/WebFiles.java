package io.chatcluster.rest;

import io.chatcluster.rest.WebFile.Form;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
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
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The web page: a few small files from the jar, held in memory.
///
/// Beside a file `x` there may be `x.br` and `x.gz`, made by the build: its other forms, not files
/// of their own. Immutable after [#load]; any thread. Nothing outside `web/` can be reached, as
/// requests only look names up.
public final class WebFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "png", "image/png",
          "ico", "image/x-icon",
          "webmanifest", "application/manifest+json");

  /// The ending of what the build puts beside a file, by encoding.
  private static final Map<String, String> ENDINGS = Map.of("br", ".br", "gzip", ".gz");

  /// Best first.
  private static final List<String> ENCODINGS = List.of("br", "gzip");

  /// Revalidated each time, nearly always with a 304: so an upgrade shows at once.
  private static final String ASK_AGAIN = "no-cache";

  /// For icons, which may well be a day old.
  private static final String A_DAY = "public, max-age=86400";

  private final Map<String, WebFile> files = new HashMap<>();

  private WebFiles() {}

  /// Reads all files. Blocks.
  public static WebFiles load() {
    WebFiles web = new WebFiles();
    URL root = WebFiles.class.getResource("/web");
    if (root == null) {
      return web;
    }
    try {
      URI uri = root.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          web.read(jar.getPath("/web"));
        }
      } else {
        web.read(Path.of(uri));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return web;
  }

  private void read(Path root) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = "/" + root.relativize(path).toString().replace('\\', '/');
        contents.put(name, Files.readAllBytes(path));
      }
    }
    contents.forEach(
        (name, content) -> {
          boolean form =
              ENDINGS.values().stream()
                  .anyMatch(
                      ending ->
                          name.endsWith(ending)
                              && contents.containsKey(
                                  name.substring(0, name.length() - ending.length())));
          if (!form) {
            files.put(name, file(name, content, contents));
          }
        });
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
    String type = type(name);
    @Nullable String policy =
        type.startsWith("text/html")
            ? ContentPolicy.of(new String(content, StandardCharsets.UTF_8))
            : null;
    return new WebFile(type, type.startsWith("image/") ? A_DAY : ASK_AGAIN, policy, forms);
  }

  private static String tag(String text) {
    return '"' + text + '"';
  }

  private static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = String.valueOf(request.path());
    @Nullable WebFile file = files.get(path.equals("/") ? "/index.html" : path);
    if (file == null) {
      context.next();
      return;
    }
    Form form = file.formFor(request.getHeader("Accept-Encoding"));
    HttpServerResponse response = context.response();
    response.putHeader("ETag", form.etag());
    response.putHeader("Cache-Control", file.caching());
    if (file.forms().size() > 1) {
      response.putHeader("Vary", "Accept-Encoding");
    }
    if (file.policy() != null) {
      response.putHeader("Content-Security-Policy", file.policy());
    }
    if (file.isKnown(request.getHeader("If-None-Match"))) {
      response.setStatusCode(304);
      response.end().onFailure(_ -> response.reset());
      return;
    }
    response.putHeader("Content-Type", file.type());
    if (!form.encoding().equals("identity")) {
      response.putHeader("Content-Encoding", form.encoding());
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", String.valueOf(form.content().length()));
      response.end().onFailure(_ -> response.reset());
    } else {
      response.end(form.content()).onFailure(_ -> response.reset());
    }
  }
}
