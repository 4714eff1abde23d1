package io.chatcluster.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Requests and WebSockets for an [EngineEcho], as a client makes them that obeys nothing.
final class EngineClient implements AutoCloseable {

  static final String POLLING = "EIO=4&transport=polling";
  static final String WEBSOCKET = "EIO=4&transport=websocket";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final EngineEcho echo;

  EngineClient(EngineEcho echo) {
    this.echo = echo;
  }

  private URI at(String query) {
    return URI.create("http://127.0.0.1:" + echo.port() + EngineEcho.PATH + "?" + query);
  }

  HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(at(query)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String query) throws Exception {
    return send(request(query));
  }

  /// A new session over polling: its name.
  String open() throws Exception {
    String packet = get(POLLING).body();
    int from = packet.indexOf("\"sid\":\"") + 7;
    return packet.substring(from, packet.indexOf('"', from));
  }

  HttpResponse<String> poll(String sid) throws Exception {
    return get(POLLING + "&sid=" + sid);
  }

  Later pollLater(String sid) {
    return later(request(POLLING + "&sid=" + sid));
  }

  HttpResponse<String> post(String sid, String body) throws Exception {
    return send(request(POLLING + "&sid=" + sid).POST(BodyPublishers.ofString(body)));
  }

  Later later(HttpRequest.Builder request) {
    return new Later(http.sendAsync(request.build(), BodyHandlers.ofString()));
  }

  /// A request that waits for its answer.
  record Later(CompletableFuture<HttpResponse<String>> answer) {

    HttpResponse<String> get() throws Exception {
      return answer.get(20, TimeUnit.SECONDS);
    }
  }

  /// A WebSocket that has opened.
  EngineSocket socket(String query) {
    EngineSocket socket = new EngineSocket();
    URI uri = URI.create(at(query).toString().replace("http:", "ws:"));
    socket.opened(http.newWebSocketBuilder().buildAsync(uri, socket).join());
    return socket;
  }

  /// A request, or the beginning of one, on a connection of its own, which is left open.
  ///
  /// @param more headers; behind an empty line the body
  Socket raw(String method, String query, String... more) throws IOException {
    String text =
        method
            + " "
            + EngineEcho.PATH
            + "?"
            + query
            + " HTTP/1.1\r\nHost: x\r\n"
            + String.join("\r\n", more);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), echo.port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /// What comes first.
  static String read(Socket socket) throws IOException {
    byte[] bytes = new byte[4096];
    int read = socket.getInputStream().read(bytes);
    return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.UTF_8);
  }

  static void assertRefused(HttpResponse<String> response, int status, int code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.body()).startsWith("{\"code\":" + code + ",\"message\":\"");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
