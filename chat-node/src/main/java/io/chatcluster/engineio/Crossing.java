package io.chatcluster.engineio;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Pages of other origins: who may call, and how their browsers are told (the CORS protocol of the
/// fetch standard). With credentials, because load balancers route by cookies.
///
/// @param origins whether a page of this origin (null: no page) is welcome
record Crossing(Predicate<@Nullable String> origins) {

  private static final String PREFLIGHT_SECONDS = "600";

  /// Answers what is not for a session, and notes in every other answer that it may be read.
  ///
  /// @return whether the request is to be looked at any further
  boolean passes(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (!origins.test(origin)) {
      Refusal.FORBIDDEN.to(request);
      return false;
    }
    HttpServerResponse response = request.response();
    if (origin != null) {
      // A cache must not give one page what it holds for another.
      response.putHeader("Vary", "Origin");
      response.putHeader("Access-Control-Allow-Origin", origin);
      response.putHeader("Access-Control-Allow-Credentials", "true");
    }
    if (!request.method().equals(HttpMethod.OPTIONS)) {
      return true;
    }
    response.setStatusCode(204).putHeader("Access-Control-Allow-Methods", "GET, POST");
    String wanted = request.getHeader("Access-Control-Request-Headers");
    if (wanted != null) {
      response.putHeader("Access-Control-Allow-Headers", wanted);
    }
    response.putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    response.end().onFailure(_ -> response.reset());
    return false;
  }
}
