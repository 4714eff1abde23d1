package io.chatcluster.engineio;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// A request that has come to one event loop, for a session of another one.
///
/// Made and answered on the loop of its connection; what it is about happens on the session's.
final class FarRequest implements Poll {

  private final HttpServerRequest request;
  private final EngineLoop here;
  private final EngineLoop there;
  private final String sid;
  private final Buffer body = Buffer.buffer();
  private boolean answered;

  private FarRequest(HttpServerRequest request, EngineLoop here, EngineLoop there, String sid) {
    this.request = request;
    this.here = here;
    this.there = there;
    this.sid = sid;
  }

  /// Takes a GET or a POST of long-polling.
  static void take(HttpServerRequest request, EngineLoop here, EngineLoop there, String sid) {
    FarRequest far = new FarRequest(request, here, there, sid);
    if (request.method().equals(HttpMethod.GET)) {
      far.poll();
    } else if (request.method().equals(HttpMethod.POST) && !HttpPost.binary(request)) {
      far.post();
    } else {
      Refusal.BAD_REQUEST.to(request);
    }
  }

  private void poll() {
    request.response().closeHandler(_ -> gone());
    there.execute(
        () -> {
          EngineSession session = there.session(sid);
          if (session == null) {
            refuse(Refusal.UNKNOWN_SID);
          } else {
            session.polled(this);
          }
        });
  }

  private void gone() {
    if (!answered) {
      there.execute(
          () -> {
            EngineSession session = there.session(sid);
            if (session != null) {
              session.pollGone(this);
            }
          });
    }
  }

  @Override
  public void answer(byte[] payload) {
    here.execute(() -> end(Buffer.buffer(payload)));
  }

  private void end(Buffer payload) {
    answered = true;
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "text/plain; charset=UTF-8");
    response.putHeader("Cache-Control", "no-store");
    response.end(payload).onFailure(_ -> lost());
  }

  @Override
  public void refuse() {
    refuse(Refusal.BAD_REQUEST);
  }

  private void refuse(Refusal refusal) {
    here.execute(
        () -> {
          answered = true;
          refusal.to(request);
        });
  }

  private void lost() {
    there.execute(
        () -> {
          EngineSession session = there.session(sid);
          if (session != null) {
            session.transportLost();
          }
        });
  }

  private void post() {
    if (HttpPost.length(request) > here.maxPayload()) {
      Refusal.TOO_BIG.to(request);
      return;
    }
    request.handler(this::piece);
    request.endHandler(_ -> posted());
    request.exceptionHandler(_ -> lost());
  }

  private void piece(Buffer piece) {
    if (answered) {
      return;
    }
    body.appendBuffer(piece);
    if (body.length() > here.maxPayload()) {
      answered = true;
      Refusal.TOO_BIG.to(request);
    }
  }

  private void posted() {
    if (answered) {
      return;
    }
    byte[] bytes = body.getBytes();
    there.execute(
        () -> {
          EngineSession session = there.session(sid);
          if (session == null) {
            refuse(Refusal.UNKNOWN_SID);
          } else if (session.postBegins() && session.posted(bytes)) {
            here.execute(() -> end(Buffer.buffer("ok")));
          } else {
            refuse(Refusal.BAD_REQUEST);
          }
        });
  }
}
