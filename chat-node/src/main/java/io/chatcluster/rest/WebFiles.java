package io.chatcluster.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The web page: a few small files from the jar, held in memory.
///
/// Immutable after [#load]; any thread. Nothing outside `web/` can be asked for: requests only look
/// names up.
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

  private record WebFile(Buffer content, String type, String etag) {}

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
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = "/" + root.relativize(path).toString().replace('\\', '/');
        byte[] content = Files.readAllBytes(path);
        files.put(name, new WebFile(Buffer.buffer(content), type(name), etag(content)));
      }
    }
  }

  private static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  private static String etag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void handle(RoutingContext request) {
    String path = String.valueOf(request.request().path());
    @Nullable WebFile file = files.get(path.equals("/") ? "/index.html" : path);
    if (file == null) {
      request.next();
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", file.type());
    response.putHeader("ETag", file.etag());
    // Asked again each time, answered by 304 nearly always: an upgrade shows at once.
    response.putHeader("Cache-Control", "no-cache");
    if (file.etag().equals(request.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304);
      response.end().onFailure(_ -> response.reset());
    } else if (request.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", String.valueOf(file.content().length()));
      response.end().onFailure(_ -> response.reset());
    } else {
      response.end(file.content()).onFailure(_ -> response.reset());
    }
  }
}
