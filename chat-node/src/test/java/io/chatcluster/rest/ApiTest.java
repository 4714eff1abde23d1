package io.chatcluster.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.auth.TokenSettings;
import io.chatcluster.auth.Tokens;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.chatcluster.session.Authenticator.Result;
import io.chatcluster.waiting.Answers;
import io.chatcluster.ws.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {

  private static final String OURS = "http://chat.example";

  private final TokenSettings tokens =
      new TokenSettings(List.of("a-secret-that-is-long-enough-for-hs256"), "chat-cluster", "chat");
  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void start() {
    server = serve(new Guests.Settings(true, Duration.ofHours(1)));
  }

  private HttpServer serve(Guests.Settings settings) {
    Guests guests =
        new Guests(
            new TokenIssuer(tokens),
            settings,
            new Limits(Limits.Settings.NONE, LimitEvents.NONE),
            Proxies.of(""),
            () -> 0);
    return Answers.of(
        vertx
            .createHttpServer()
            .requestHandler(Api.router(vertx, Origins.of(OURS), guests, WebFiles.load()))
            .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    Answers.of(vertx.close());
    client.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> guest(String body) throws IOException, InterruptedException {
    return send(request("/api/guest").POST(BodyPublishers.ofString(body)));
  }

  private static void isProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonObject problem = new JsonObject(response.body());
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getInteger("status")).isEqualTo(status);
  }

  @Test
  void a_guest_gets_a_token_for_the_name_it_says() throws Exception {
    HttpResponse<String> response = guest("{\"name\":\" Ada \"}");

    JsonObject answer = new JsonObject(response.body());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.getString("name")).isEqualTo("Ada");
    assertThat(
            new Tokens(tokens, System::currentTimeMillis)
                .authenticate(answer.getString("token"))
                .result())
        .isInstanceOfSatisfying(
            Result.Accepted.class,
            who -> {
              assertThat(who.user().value()).isEqualTo(answer.getString("user"));
              assertThat(who.name()).isEqualTo("Ada");
            });
  }

  @Test
  void a_name_that_is_none_is_refused() throws Exception {
    for (String body :
        List.of(
            "", "{}", "[]", "{", "{\"name\":7}", "{\"name\":\"\"}", "{\"name\":\"\\u202Eab\"}")) {
      isProblem(guest(body), 400, "bad_name");
    }
  }

  @Test
  void a_body_over_the_limit_is_refused() throws Exception {
    isProblem(guest("{\"name\":\"" + "x".repeat(5_000) + "\"}"), 413, "too_big");
  }

  /// Pieces that come often enough pass every proxy's bound on the time between two of them.
  @Test
  void a_body_that_comes_byte_by_byte_is_cut_after_some_seconds() throws Exception {
    assertThat(drip("Origin: " + OURS)).startsWith("HTTP/1.1 408").contains("\"too_slow\"");
    assertThat(drip("Origin: http://evil.example")).startsWith("HTTP/1.1 403");
  }

  /// What comes back until the other side ends the connection.
  private String drip(String header) throws IOException {
    try (RawSocket socket = new RawSocket(server.actualPort())) {
      String head = "POST /api/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n" + header;
      return socket.send(head + "\r\n\r\n{").drip(Duration.ofSeconds(30));
    }
  }

  @Test
  void where_guests_are_not_allowed_nobody_gets_a_token() throws Exception {
    server = serve(new Guests.Settings(false, Duration.ofHours(1)));

    isProblem(guest("{\"name\":\"Ada\"}"), 403, "guests_not_allowed");
  }

  @Test
  void a_page_from_elsewhere_gets_no_token() throws Exception {
    for (String origin : List.of("http://evil.example", "null", OURS + ".evil.com", OURS + ":1")) {
      HttpRequest.Builder request =
          request("/api/guest")
              .header("Origin", origin)
              .POST(BodyPublishers.ofString("{\"name\":\"Ada\"}"));
      isProblem(send(request), 403, "bad_origin");
    }
    HttpRequest.Builder ours =
        request("/api/guest")
            .header("Origin", OURS)
            .POST(BodyPublishers.ofString("{\"name\":\"Ada\"}"));
    assertThat(send(ours).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> preflight(String origin) throws Exception {
    return send(
        request("/api/guest")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  @Test
  void a_page_of_an_allowed_origin_may_ask_from_another_host() throws Exception {
    HttpResponse<String> asked = preflight(OURS);
    HttpResponse<String> given =
        send(
            request("/api/guest")
                .header("Origin", OURS)
                .POST(BodyPublishers.ofString("{\"name\":\"Ada\"}")));
    HttpResponse<String> refused =
        send(request("/api/guest").header("Origin", OURS).POST(BodyPublishers.ofString("{}")));

    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Methods")).contains("POST");
    assertThat(asked.headers().firstValue("Access-Control-Allow-Headers")).contains("Content-Type");
    for (HttpResponse<String> answer : List.of(asked, given, refused)) {
      assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(OURS);
      assertThat(answer.headers().allValues("Vary")).contains("Origin");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    }
    isProblem(refused, 400, "bad_name");
  }

  @Test
  void a_page_of_another_origin_is_told_why_and_reads_nothing() throws Exception {
    HttpResponse<String> asked = preflight("http://evil.example");

    isProblem(asked, 403, "bad_origin");
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(asked.headers().allValues("Vary")).contains("Origin");
  }

  @Test
  void options_without_a_page_names_the_methods() throws Exception {
    HttpResponse<String> response =
        send(request("/api/guest").method("OPTIONS", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Allow")).contains("POST, OPTIONS");
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void a_name_that_passes_for_another_has_a_code_of_its_own() throws Exception {
    isProblem(guest("{\"name\":\"\u0430dmin\"}"), 400, "mixed_name");
  }

  @Test
  void what_is_not_there_is_a_problem_too_and_management_is_not_there() throws Exception {
    for (String path : List.of("/nothing", "/metrics", "/ready", "/live", "/..%2fMain.class")) {
      isProblem(send(request(path).GET()), 404, "not_found");
    }
  }

  @Test
  void a_wrong_method_is_named() throws Exception {
    HttpResponse<String> response = send(request("/api/guest").GET());

    isProblem(response, 405, "bad_method");
    assertThat(response.headers().firstValue("Allow")).contains("POST, OPTIONS");
  }

  @Test
  void every_answer_has_the_security_headers() throws Exception {
    HttpResponse<String> response = send(request("/nothing").GET());

    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }
}
