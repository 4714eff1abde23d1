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
  private static final String PREFLIGHT_SECONDS = "600";

  /// From the headers of a request to the end of its body, however many pieces it comes in.
  private static final long BODY_MILLIS = 5_000;

  private Api() {}

  /// A router for one event loop.
  ///
  /// @param origins whether a page of this origin (null: no page) may call the API
  public static Router router(
      Vertx vertx, Predicate<@Nullable String> origins, Guests guests, WebFiles web) {
    Router router = Router.router(vertx);
    router.route().handler(Api::headers);
    router.route("/api/guest").handler(request -> hurry(vertx, request));
    router.route("/api/guest").handler(request -> allow(request, origins));
    router.options("/api/guest").handler(Api::preflight);
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

  /// Whoever dawdles over a body holds a connection, here and in every proxy. Proxies bound the
  /// time between two pieces; only this bounds the whole.
  private static void hurry(Vertx vertx, RoutingContext request) {
    long timer = vertx.setTimer(BODY_MILLIS, _ -> giveUp(request));
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

  /// Pages of other hosts can read the answer only if it names their origin (the CORS protocol of
  /// the fetch standard). No credentials: nothing here uses cookies.
  private static void allow(RoutingContext request, Predicate<@Nullable String> origins) {
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

  private static void preflight(RoutingContext request) {
    HttpServerResponse response = request.response();
    response.setStatusCode(204).putHeader("Allow", "POST, OPTIONS");
    if (request.request().getHeader("Access-Control-Request-Method") != null) {
      response.putHeader("Access-Control-Allow-Methods", "POST");
      response.putHeader("Access-Control-Allow-Headers", "Content-Type");
      response.putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
    response.end().onFailure(_ -> response.reset());
  }

  private static void defect(RoutingContext request) {
    LOG.error("{} {}", request.request().method(), request.request().path(), request.failure());
    new Problem(500, "internal", "a defect of this server").to(request.response());
  }
}
