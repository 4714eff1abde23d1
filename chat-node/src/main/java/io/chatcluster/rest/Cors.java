package io.chatcluster.rest;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which pages of other hosts may call the API: the CORS protocol of the fetch standard.
///
/// Such a page can read an answer only if that names its origin. No credentials: nothing here uses
/// cookies.
final class Cors {

  private static final String PREFLIGHT_SECONDS = "600";

  private Cors() {}

  static void allow(RoutingContext request, Predicate<@Nullable String> origins) {
    HttpServerResponse response = request.response();
    String origin = request.request().getHeader("Origin");
    // A cache must not give one page what it holds for another.
    response.putHeader("Vary", "Origin");
    if (!origins.test(origin)) {
      new Problem(403, "bad_origin", "this server does not accept pages of your origin")
          .to(response);
      return;
    }
    if (origin != null) {
      response.putHeader("Access-Control-Allow-Origin", origin);
      response.putHeader("Access-Control-Expose-Headers", "Retry-After");
    }
    request.next();
  }

  static void preflight(RoutingContext request) {
    HttpServerResponse response = request.response();
    response.setStatusCode(204).putHeader("Allow", "POST, OPTIONS");
    if (request.request().getHeader("Access-Control-Request-Method") != null) {
      response.putHeader("Access-Control-Allow-Methods", "POST");
      response.putHeader("Access-Control-Allow-Headers", "Content-Type");
      response.putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
    response.end().onFailure(_ -> response.reset());
  }
}
