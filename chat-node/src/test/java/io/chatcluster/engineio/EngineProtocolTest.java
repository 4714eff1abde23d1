package io.chatcluster.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real server and real sockets, held to the public protocol document of Engine.IO 4.
class EngineProtocolTest {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private EngineEcho echo;

  @BeforeEach
  void start() throws Exception {
    echo = new EngineEcho(EngineEcho.SETTINGS, 0);
  }

  @AfterEach
  void stop() throws Exception {
    http.shutdownNow();
    echo.close();
  }

  private URI at(String query) {
    return URI.create("http://127.0.0.1:" + echo.port() + EngineEcho.PATH + "?" + query);
  }

  private HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(at(query)).timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String query) throws Exception {
    return send(request(query));
  }

  private String open() throws Exception {
    String packet = get("EIO=4&transport=polling").body();
    int from = packet.indexOf("\"sid\":\"") + 7;
    return packet.substring(from, packet.indexOf('"', from));
  }

  private HttpResponse<String> poll(String sid) throws Exception {
    return get("EIO=4&transport=polling&sid=" + sid);
  }

  private CompletableFuture<HttpResponse<String>> pollLater(String sid) {
    return http.sendAsync(
        request("EIO=4&transport=polling&sid=" + sid).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String sid, String body) throws Exception {
    return send(
        request("EIO=4&transport=polling&sid=" + sid)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private Heard socket(String query) {
    Heard heard = new Heard();
    URI uri = URI.create(at(query).toString().replace("http:", "ws:"));
    heard.socket = http.newWebSocketBuilder().buildAsync(uri, heard).join();
    return heard;
  }

  /// What came over one WebSocket; `close` and the code at its end.
  private static final class Heard implements WebSocket.Listener {
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private @Nullable WebSocket socket;
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      messages.add("bytes:" + data.remaining());
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      messages.add("close " + code);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      messages.add("close");
    }

    /// The next message that is no ping.
    String next() throws InterruptedException {
      String message = messages.poll(10, TimeUnit.SECONDS);
      return "2".equals(message) ? next() : String.valueOf(message);
    }

    void say(String message) {
      socket().sendText(message, true).join();
    }

    WebSocket socket() {
      return Objects.requireNonNull(socket, "not open yet");
    }
  }

  @Test
  void a_handshake_without_what_it_needs_is_refused_with_its_number() throws Exception {
    assertRefused(get("transport=polling"), 400, 5);
    assertRefused(get("EIO=abc&transport=polling"), 400, 5);
    assertRefused(get("EIO=3&transport=polling"), 400, 5);
    assertRefused(get("EIO=4"), 400, 0);
    assertRefused(get("EIO=4&transport=abc"), 400, 0);
    assertRefused(get("EIO=4&transport=polling&sid=abc"), 400, 1);
    assertRefused(
        send(
            request("EIO=4&transport=polling").POST(HttpRequest.BodyPublishers.ofString("4hello"))),
        400,
        2);
    assertRefused(
        send(request("EIO=4&transport=polling").PUT(HttpRequest.BodyPublishers.ofString("4hello"))),
        400,
        2);
    assertRefused(get("EIO=4&transport=websocket"), 400, 3);
  }

  @Test
  void a_websocket_without_what_it_needs_does_not_open() {
    for (String query :
        new String[] {
          "transport=websocket",
          "EIO=abc&transport=websocket",
          "EIO=4",
          "EIO=4&transport=abc",
          "EIO=4&transport=polling",
          "EIO=4&transport=websocket&sid=abc"
        }) {
      assertThatThrownBy(() -> socket(query))
          .as(query)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
  }

  @Test
  void who_is_not_admitted_gets_neither_a_session_nor_a_socket() throws Exception {
    echo.admit(false);

    assertRefused(get("EIO=4&transport=polling"), 403, 4);
    assertThatThrownBy(() -> socket("EIO=4&transport=websocket"))
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
  }

  @Test
  void pages_of_other_origins_may_read_or_are_refused() throws Exception {
    HttpResponse<String> welcome =
        send(request("EIO=4&transport=polling").header("Origin", "https://chat.example"));
    HttpResponse<String> preflight =
        send(
            request("EIO=4&transport=polling")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://chat.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-trace"));

    assertThat(welcome.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://chat.example");
    assertThat(welcome.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type,x-trace");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET, POST");
    assertRefused(
        send(request("EIO=4&transport=polling").header("Origin", "https://evil.example")), 403, 4);
  }

  @Test
  void polling_carries_texts_and_bytes_both_ways() throws Exception {
    String sid = open();

    HttpResponse<String> posted = post(sid, "4one\u001ebAQIDBA==\u001e4drei \u00fc");

    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(posted.body()).isEqualTo("ok");
    HttpResponse<String> polled = poll(sid);
    assertThat(polled.body()).isEqualTo("4one\u001ebAQIDBA==\u001e4drei \u00fc");
    assertThat(polled.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
  }

  @Test
  void a_websocket_carries_texts_and_bytes_both_ways() throws Exception {
    Heard heard = socket("EIO=4&transport=websocket");

    assertThat(heard.next()).startsWith("0{\"sid\":\"").contains("\"upgrades\":[]");
    heard.say("4hello");
    assertThat(heard.next()).isEqualTo("4hello");
    heard.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
    assertThat(heard.next()).isEqualTo("bytes:3");
  }

  @Test
  void a_message_that_is_no_packet_closes_either_transport() throws Exception {
    String sid = open();
    Heard heard = socket("EIO=4&transport=websocket");
    heard.next();

    assertThat(post(sid, "abc").statusCode()).isEqualTo(400);
    heard.say("abc");

    assertThat(poll(sid).statusCode()).isEqualTo(400);
    assertThat(heard.next()).startsWith("close");
  }

  @Test
  void two_polls_at_once_close_the_session() throws Exception {
    String sid = open();

    CompletableFuture<HttpResponse<String>> first = pollLater(sid);
    CompletableFuture<HttpResponse<String>> second = pollLater(sid);

    assertThat(first.get(10, TimeUnit.SECONDS).statusCode() + second.join().statusCode())
        .as("one of them is told to close")
        .isEqualTo(600);
    assertThat(first.join().statusCode() == 200 ? first.join().body() : second.join().body())
        .isEqualTo("1");
    assertThat(poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void bytes_in_the_way_of_version_3_and_too_many_of_them_are_refused() throws Exception {
    String sid = open();
    String other = open();

    HttpResponse<String> big = post(other, "4" + "x".repeat(1_000_000));
    HttpResponse<String> old =
        send(
            request("EIO=4&transport=polling&sid=" + sid)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {4, 1})));

    assertThat(big.statusCode()).isEqualTo(413);
    assertRefused(old, 400, 3);
  }

  @Test
  void a_websocket_message_that_is_too_big_closes_with_1009() throws Exception {
    Heard heard = socket("EIO=4&transport=websocket");
    heard.next();

    try {
      heard.say("4" + "x".repeat(1_000_000));
    } catch (CompletionException _) {
      // The server need not read to the end of it.
    }

    assertThat(heard.next()).startsWith("close");
  }

  @Test
  void a_client_that_never_answers_a_ping_is_gone_in_time() throws Exception {
    String sid = open();
    Heard heard = socket("EIO=4&transport=websocket");
    heard.next();
    long from = System.nanoTime();

    assertThat(heard.next()).startsWith("close");

    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
    assertThat(poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void a_client_that_leaves_gets_its_poll_back() throws Exception {
    String sid = open();
    CompletableFuture<HttpResponse<String>> poll = pollLater(sid);

    assertThat(post(sid, "1").statusCode()).isEqualTo(200);

    assertThat(poll.get(10, TimeUnit.SECONDS).body()).isIn("6", "1");
    assertThat(poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void a_websocket_takes_over_from_polling() throws Exception {
    String sid = open();
    Heard heard = socket("EIO=4&transport=websocket&sid=" + sid);

    heard.say("2probe");
    assertThat(heard.next()).isEqualTo("3probe");
    heard.say("5");
    heard.say("4hello");

    assertThat(heard.next()).isEqualTo("4hello");
    assertThat(poll(sid).statusCode()).isEqualTo(400);
    assertThat(socket("EIO=4&transport=websocket&sid=" + sid).next()).startsWith("close");
    heard.say("4still there");
    assertThat(heard.next()).isEqualTo("4still there");
  }

  private static void assertRefused(HttpResponse<String> response, int status, int code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).startsWith("{\"code\":" + code + ",\"message\":\"");
  }
}
