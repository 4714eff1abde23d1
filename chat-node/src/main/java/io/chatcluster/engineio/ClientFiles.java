package io.chatcluster.engineio;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The stock client as files, for pages that load it from the server that they talk to.
///
/// Read once, when this is made; any thread.
public final class ClientFiles {

  private static final List<String> NAMES =
      List.of(
          "socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js");

  private final Map<String, ClientFile> files = new HashMap<>();

  /// Takes what there is of them, and of their source maps.
  ///
  /// @param folder on the class path
  public ClientFiles(String folder) {
    for (String name : NAMES) {
      read(folder, name, "text/javascript; charset=utf-8");
      read(folder, name + ".map", "application/json; charset=utf-8");
    }
  }

  private void read(String folder, String name, String type) {
    try (InputStream in = ClientFiles.class.getResourceAsStream("/" + folder + "/" + name)) {
      if (in != null) {
        files.put(name, ClientFile.of(type, in.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /// Which files there are.
  public Set<String> names() {
    return Set.copyOf(files.keySet());
  }

  /// Answers a request for one of the files.
  ///
  /// @return whether it was one; if not, it is still to be answered
  public boolean answers(HttpServerRequest request) {
    String path = request.path();
    ClientFile file = path == null ? null : files.get(path.substring(path.lastIndexOf('/') + 1));
    if (file == null) {
      return false;
    }
    HttpServerResponse response = request.response();
    boolean head = request.method().equals(HttpMethod.HEAD);
    if (!head && !request.method().equals(HttpMethod.GET)) {
      response.setStatusCode(405).putHeader("Allow", "GET, HEAD");
      response.end().onFailure(_ -> response.reset());
      return true;
    }
    answer(request, file.in(request.getHeader("Accept-Encoding")), head);
    return true;
  }

  private static void answer(HttpServerRequest request, ClientFile.Form form, boolean head) {
    HttpServerResponse response = request.response();
    response.putHeader("ETag", form.tag());
    // A new version is to arrive soon after its server.
    response.putHeader("Cache-Control", "public, max-age=600");
    response.putHeader("Vary", "Accept-Encoding");
    // Pages elsewhere import the module; there is nothing secret in it.
    response.putHeader("Access-Control-Allow-Origin", "*");
    response.putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.putHeader("X-Content-Type-Options", "nosniff");
    if (has(request.getHeader("If-None-Match"), form.tag())) {
      response.setStatusCode(304).end().onFailure(_ -> response.reset());
      return;
    }
    response.putHeader("Content-Type", form.type());
    if (form.gzip()) {
      response.putHeader("Content-Encoding", "gzip");
    }
    response.putHeader("Content-Length", String.valueOf(form.body().length()));
    (head ? response.end() : response.end(form.body())).onFailure(_ -> response.reset());
  }

  /// Whether a client has it already (RFC 9110, section 13.1.2).
  private static boolean has(@Nullable String tags, String tag) {
    if (tags == null) {
      return false;
    }
    for (String each : tags.split(",", -1)) {
      String bare = each.strip();
      if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
