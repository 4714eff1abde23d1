package io.chatcluster.ops;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.waiting.Answers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Health health = new Health();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void start() {
    server = Answers.of(new ManagementServer(vertx, health, registry).listen("127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    Answers.of(vertx.close());
    client.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void a_node_is_ready_between_its_start_and_its_drain_and_lives_all_the_time() throws Exception {
    assertThat(get("/ready").statusCode()).isEqualTo(503);
    health.ready();
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    health.draining();

    HttpResponse<String> draining = get("/ready");
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(draining.body()).isEqualTo("draining\n");
    assertThat(get("/live").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_come_in_the_text_format_of_prometheus() throws Exception {
    new Meters(registry).counter(Metric.MESSAGES_RECEIVED, "transport", "websocket").increment(3);

    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).contains("version=0.0.4");
    assertThat(metrics.body())
        .contains("# TYPE chat_messages_received_total counter")
        .contains("chat_messages_received_total{transport=\"websocket\"} 3.0");
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).method(method, noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /// Probes of some load balancers ask that way.
  @Test
  void a_head_request_is_answered_as_a_get_without_its_body() throws Exception {
    for (String path : List.of("/live", "/ready", "/metrics", "/nothing")) {
      HttpResponse<String> head = send("HEAD", path);

      assertThat(head.statusCode()).as(path).isEqualTo(get(path).statusCode());
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(get(path).headers().firstValue("Content-Type"));
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void any_other_method_is_told_which_there_are() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW")) {
      HttpResponse<String> answer = send(method, "/live");

      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }
  }

  @Test
  void nothing_else_is_there() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/heapdump").statusCode()).isEqualTo(404);
  }
}
