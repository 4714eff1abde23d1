package io.chatcluster.engineio;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/// A GET of long-polling over HTTP. Owned by its connection's loop.
final class HttpPoll implements Poll {

  private final HttpServerRequest request;
  private @Nullable EngineSession session;
  private boolean answered;

  HttpPoll(HttpServerRequest request) {
    this.request = request;
  }

  /// Lets it wait for that session.
  void of(EngineSession owner) {
    session = owner;
    request.response().closeHandler(_ -> gone());
    owner.polled(this);
  }

  @Override
  public void answer(byte[] payload) {
    answered = true;
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "text/plain; charset=UTF-8");
    response.putHeader("Cache-Control", "no-store");
    // What was in an answer that did not arrive is nowhere else: the session is over with it.
    response.end(Buffer.buffer(payload)).onFailure(_ -> lost());
  }

  @Override
  public void refuse() {
    answered = true;
    Refusal.BAD_REQUEST.to(request);
  }

  private void gone() {
    if (!answered && session != null) {
      session.pollGone(this);
    }
  }

  private void lost() {
    if (session != null) {
      session.transportLost();
    }
  }
}
