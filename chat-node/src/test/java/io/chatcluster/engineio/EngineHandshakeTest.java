package io.chatcluster.engineio;

import static io.chatcluster.engineio.EngineClient.POLLING;
import static io.chatcluster.engineio.EngineClient.WEBSOCKET;
import static io.chatcluster.engineio.EngineClient.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How a session begins, and with whom it does not.
class EngineHandshakeTest {

  private final EngineEcho echo = new EngineEcho(EngineEcho.CALM);
  private final EngineClient client = new EngineClient(echo);

  @AfterEach
  void stop() {
    client.close();
    echo.close();
  }

  @Test
  void over_polling_the_first_answer_says_all_that_a_client_must_know() throws Exception {
    HttpResponse<String> first = client.get(POLLING);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body())
        .matches(
            "0\\{\"sid\":\"[0-9a-f]{30}\",\"upgrades\":\\[\"websocket\"],\"pingInterval\":300000,"
                + "\"pingTimeout\":300000,\"maxPayload\":10000}");
    assertThat(first.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void over_a_websocket_the_first_message_does() throws Exception {
    assertThat(client.socket(WEBSOCKET).next())
        .matches(
            "0\\{\"sid\":\"[0-9a-f]{30}\",\"upgrades\":\\[],\"pingInterval\":300000,"
                + "\"pingTimeout\":300000,\"maxPayload\":10000}");
  }

  @Test
  void a_request_without_what_it_needs_is_refused_with_its_number() throws Exception {
    assertRefused(client.get("EIO=4"), 400, 0);
    assertRefused(client.get("EIO=4&transport=abc"), 400, 0);
    assertRefused(client.get(POLLING + "&sid=abc"), 400, 1);
    for (String method : List.of("POST", "PUT", "DELETE")) {
      assertRefused(
          client.send(client.request(POLLING).method(method, BodyPublishers.ofString("4hello"))),
          400,
          2);
    }
    assertRefused(client.get(WEBSOCKET), 400, 3);
    assertRefused(client.get("transport=polling"), 400, 5);
    assertRefused(client.get("EIO=abc&transport=polling"), 400, 5);
    assertRefused(client.get("EIO=3&transport=polling"), 400, 5);
    assertThat(echo.sessions()).isZero();
  }

  @Test
  void a_query_that_cannot_be_decoded_is_refused() throws Exception {
    try (Socket socket = client.raw("GET", "EIO=4&transport=%zz", "", "")) {
      assertThat(EngineClient.read(socket)).startsWith("HTTP/1.1 400 ").contains("{\"code\":3,");
    }
  }

  @Test
  void a_websocket_without_what_it_needs_does_not_open() throws Exception {
    for (String query :
        List.of(
            "transport=websocket",
            "EIO=abc&transport=websocket",
            "EIO=4",
            "EIO=4&transport=abc",
            POLLING,
            WEBSOCKET + "&sid=abc")) {
      assertThatThrownBy(() -> client.socket(query))
          .as(query)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
    try (Socket keyless =
        client.raw("GET", WEBSOCKET, "Connection: Upgrade", "Upgrade: websocket", "", "")) {
      assertThat(EngineClient.read(keyless)).startsWith("HTTP/1.1 400 ");
    }
    assertThat(echo.sessions()).isZero();
  }

  @Test
  void who_is_not_admitted_gets_neither_a_session_nor_a_socket() throws Exception {
    echo.admission(_ -> Future.succeededFuture(false));
    assertRefused(client.get(POLLING), 403, 4);
    assertThatThrownBy(() -> client.socket(WEBSOCKET))
        .hasCauseInstanceOf(WebSocketHandshakeException.class);

    echo.admission(_ -> Future.failedFuture("nobody can say"));
    assertRefused(client.get(POLLING), 403, 4);
    assertThat(echo.sessions()).isZero();
  }

  @Test
  void a_handshake_that_is_given_up_leaves_no_session() throws Exception {
    for (String transport : List.of(POLLING, WEBSOCKET)) {
      BlockingQueue<Promise<Boolean>> asked = new LinkedBlockingQueue<>();
      BlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
      echo.admission(
          request -> {
            Promise<Boolean> answer = Promise.promise();
            request.connection().closeHandler(_ -> gone.add(true));
            asked.add(answer);
            return answer.future();
          });

      Socket socket =
          client.raw(
              "GET",
              transport,
              transport.equals(POLLING) ? "Accept: */*" : "Upgrade: websocket",
              "Connection: keep-alive, Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "",
              "");
      Promise<Boolean> answer = asked.poll(20, TimeUnit.SECONDS);
      socket.close();
      assertThat(gone.poll(20, TimeUnit.SECONDS)).as(transport).isTrue();
      assertThat(answer).isNotNull();
      answer.complete(true);

      assertThat(echo.sessions()).as(transport).isZero();
    }
  }

  @Test
  void a_session_whose_first_answer_nobody_takes_costs_nothing_in_the_end() throws Exception {
    try (EngineEcho quick = new EngineEcho(EngineEcho.SUITE);
        EngineClient other = new EngineClient(quick)) {
      other.raw("GET", POLLING, "", "").close();
      other.open();

      assertThat(quick.closed.poll(20, TimeUnit.SECONDS)).isNotNull();
      await().until(() -> quick.sessions() == 0);
    }
  }

  @Test
  void pages_of_welcome_origins_may_read_answers_and_send_credentials() throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            client.send(client.request(POLLING).header("Origin", "https://chat.example")),
            client.send(
                client.request(POLLING + "&sid=abc").header("Origin", "https://chat.example")))) {
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://chat.example");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
      assertThat(answer.headers().firstValue("Vary")).contains("Origin");
    }
    assertThat(client.get(POLLING).headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void a_preflight_says_what_may_be_sent() throws Exception {
    HttpResponse<String> preflight =
        client.send(
            client
                .request(POLLING + "&sid=abc")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://chat.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-trace"));

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://chat.example");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET, POST");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type,x-trace");
    assertThat(preflight.headers().firstValue("Access-Control-Max-Age")).contains("600");
  }

  @Test
  void pages_of_other_origins_are_refused_however_alike_they_look() throws Exception {
    for (String origin :
        List.of(
            "https://evil.example",
            "http://chat.example",
            "https://chat.example.evil.example",
            "https://chat.example:8443",
            "HTTPS://CHAT.EXAMPLE",
            "null")) {
      HttpResponse<String> refused = client.send(client.request(POLLING).header("Origin", origin));

      assertRefused(refused, 403, 4);
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
  }
}
