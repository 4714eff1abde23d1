package io.chatcluster.rest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// How long the body of a request may take to come, from the end of its headers, however many
/// pieces it comes in.
///
/// Whoever dawdles over a body holds a connection, here and in every proxy. Proxies bound the
/// time between two pieces; only this bounds the whole.
final class BodyTimeout {

  private static final long MILLIS = 5_000;

  private BodyTimeout() {}

  static void start(Vertx vertx, RoutingContext request) {
    long timer = vertx.setTimer(MILLIS, _ -> giveUp(request));
    request.addEndHandler(
        _ -> {
          // An answer may come before the body: a refusal does.
          if (request.request().isEnded()) {
            vertx.cancelTimer(timer);
          }
        });
    request.next();
  }

  private static void giveUp(RoutingContext request) {
    HttpServerResponse response = request.response();
    if (request.request().isEnded()) {
      return;
    }
    if (response.headWritten()) {
      request.request().connection().close();
      return;
    }
    // The rest of the body would otherwise be taken for the next request.
    response.endHandler(_ -> request.request().connection().close());
    response.putHeader("Connection", "close");
    new Problem(408, "too_slow", "the body did not come in time").to(response);
  }
}
