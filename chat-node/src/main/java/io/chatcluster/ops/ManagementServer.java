package io.chatcluster.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// `/live`, `/ready` and `/metrics` on a port of their own.
public final class ManagementServer {

  private static final int IDLE_SECONDS = 60;
  private static final int MAX_HEADER = 8_192;

  private final Vertx vertx;
  private final Health health;
  private final PrometheusMeterRegistry registry;

  public ManagementServer(Vertx vertx, Health health, PrometheusMeterRegistry registry) {
    this.vertx = vertx;
    this.health = health;
    this.registry = registry;
  }

  public Future<HttpServer> listen(String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(MAX_HEADER)
            .setHttp2ClearTextEnabled(false);
    return vertx.createHttpServer(options).requestHandler(this::answer).listen();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      response.setStatusCode(405).putHeader("Allow", "GET, HEAD");
      end(request, "only GET and HEAD");
      return;
    }
    switch (String.valueOf(request.path())) {
      case "/live" -> {
        response.setStatusCode(health.live() ? 200 : 503);
        end(request, health.live() ? "live" : "an event loop is stuck");
      }
      case "/ready" -> {
        response.setStatusCode(health.isReady() ? 200 : 503);
        end(request, health.word());
      }
      case "/metrics" -> metrics(request);
      default -> {
        response.setStatusCode(404);
        end(request, "/live, /ready or /metrics");
      }
    }
  }

  /// With many meters a scrape takes milliseconds, so it does not run on an event loop.
  private void metrics(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    vertx
        .executeBlocking(() -> registry.scrape(), false)
        .onSuccess(
            text -> {
              response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
              write(request, text);
            })
        .onFailure(
            _ -> {
              response.setStatusCode(500);
              end(request, "the metrics cannot be written");
            });
  }

  private static void end(HttpServerRequest request, String text) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "text/plain; charset=utf-8");
    response.putHeader("Cache-Control", "no-store");
    write(request, text + "\n");
  }

  /// Vert.x would send a body in answer to HEAD, and the client would take it for the next answer.
  private static void write(HttpServerRequest request, String text) {
    HttpServerResponse response = request.response();
    Buffer body = Buffer.buffer(text);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", String.valueOf(body.length()));
      response.end().onFailure(_ -> response.reset());
    } else {
      response.end(body).onFailure(_ -> response.reset());
    }
  }
}
