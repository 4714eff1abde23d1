package io.chatcluster.rest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routes of the clients' port that are not WebSockets.
public final class Api {

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final int MAX_BODY = 4_096;

  private Api() {}

  /// A router for one event loop.
  ///
  /// @param origins whether a page of this origin (null: no page) may call the API
  public static Router router(
      Vertx vertx, Predicate<@Nullable String> origins, Guests guests, WebFiles web) {
    Router router = Router.router(vertx);
    router.route().handler(Api::headers);
    router.route("/api/guest").handler(request -> BodyTimeout.start(vertx, request));
    router.route("/api/guest").handler(request -> Cors.allow(request, origins));
    router.options("/api/guest").handler(Cors::preflight);
    router
        .post("/api/guest")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
        .handler(guests::handle);
    router.get().handler(web::handle);
    router.head().handler(web::handle);
    router
        .route("/api/guest")
        .handler(
            request -> {
              request.response().putHeader("Allow", "POST, OPTIONS");
              new Problem(405, "bad_method", "POST only").to(request.response());
            });
    router
        .route()
        .handler(request -> new Problem(404, "not_found", "nothing here").to(request.response()));
    // The router logs a stack trace for each of its own refusals that nobody answers.
    for (int status = 400; status < 500; status++) {
      int refusal = status;
      router.errorHandler(
          refusal,
          request -> new Problem(refusal, "bad_request", "malformed").to(request.response()));
    }
    // That is what it calls a request that breaks off, or whose body is malformed.
    router.errorHandler(
        200, request -> new Problem(400, "bad_request", "malformed").to(request.response()));
    router.errorHandler(
        404, request -> new Problem(404, "not_found", "nothing here").to(request.response()));
    router.errorHandler(
        413, request -> new Problem(413, "too_big", "the body is too big").to(request.response()));
    router.errorHandler(500, Api::defect);
    return router;
  }

  private static void headers(RoutingContext request) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Security-Policy", ContentPolicy.STRICT);
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Referrer-Policy", "no-referrer");
    response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
    request.next();
  }

  private static void defect(RoutingContext request) {
    LOG.error("{} {}", request.request().method(), request.request().path(), request.failure());
    new Problem(500, "internal", "a defect of this server").to(request.response());
  }
}
