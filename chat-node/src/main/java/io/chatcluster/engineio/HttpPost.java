package io.chatcluster.engineio;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;

/// The body of one POST of long-polling. Owned by its connection's loop.
final class HttpPost {

  private final HttpServerRequest request;
  private final EngineSession session;
  private final int maxPayload;
  private final Buffer body = Buffer.buffer();
  private boolean refused;

  private HttpPost(HttpServerRequest request, EngineSession session, int maxPayload) {
    this.request = request;
    this.session = session;
    this.maxPayload = maxPayload;
  }

  /// Reads it, hands it to its session, and answers.
  static void read(HttpServerRequest request, EngineSession session, int maxPayload) {
    if (binary(request)) {
      session.transportLost();
      Refusal.BAD_REQUEST.to(request);
    } else if (!session.postBegins()) {
      Refusal.BAD_REQUEST.to(request);
    } else if (length(request) > maxPayload) {
      session.postFails();
      Refusal.TOO_BIG.to(request);
    } else {
      HttpPost post = new HttpPost(request, session, maxPayload);
      request.handler(post::piece);
      request.endHandler(_ -> post.end());
      request.exceptionHandler(_ -> post.broken());
    }
  }

  /// That was how bytes came before version 4.
  static boolean binary(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream");
  }

  /// How long a body is said to be; nought if its sender does not say.
  static long length(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  private void piece(Buffer piece) {
    if (refused) {
      return;
    }
    if (body.length() + piece.length() > maxPayload) {
      refused = true;
      session.postFails();
      Refusal.TOO_BIG.to(request);
    } else {
      body.appendBuffer(piece);
    }
  }

  private void end() {
    if (refused) {
      return;
    }
    if (!session.posted(body.getBytes())) {
      Refusal.BAD_REQUEST.to(request);
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "text/plain; charset=UTF-8");
    response.putHeader("Cache-Control", "no-store");
    response.end("ok").onFailure(_ -> response.reset());
  }

  private void broken() {
    if (!refused) {
      refused = true;
      session.postFails();
      session.transportLost();
    }
  }
}
