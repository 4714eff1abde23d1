package io.chatcluster.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/// The web page: a few small files from the jar, held in memory.
///
/// Immutable after [#load]; any thread. Nothing outside `web/` can be reached, as requests only
/// look names up.
public final class WebFiles {

  private final Map<String, WebFile> files;

  private WebFiles(Map<String, WebFile> files) {
    this.files = files;
  }

  /// Reads all files. Blocks.
  public static WebFiles load() {
    return new WebFiles(WebFolder.read("/web"));
  }

  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = String.valueOf(request.path());
    WebFile file = files.get(path.equals("/") ? "/index.html" : path);
    if (file == null) {
      context.next();
      return;
    }
    WebFile.Form form = file.formFor(request.getHeader("Accept-Encoding"));
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
      response.setStatusCode(304).end().onFailure(_ -> response.reset());
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
