package io.chatcluster.local.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;

/// A client of nodes or their load balancer: requests, and WebSockets to a [StandInNode].
public final class Browser implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final int port;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  public Browser(int port) {
    this.port = port;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT);
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// A WebSocket, after its node has told it its session.
  public Tab open(String path) {
    var heard = new Heard();
    var uri = URI.create("ws://127.0.0.1:" + port + path);
    var socket = client.newWebSocketBuilder().connectTimeout(TIMEOUT).buildAsync(uri, heard).join();
    return new Tab(socket, heard, heard.next());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// One WebSocket.
  public static final class Tab {
    private final WebSocket socket;
    private final Heard heard;
    private final String session;

    private Tab(WebSocket socket, Heard heard, String session) {
      this.socket = socket;
      this.heard = heard;
      this.session = session;
    }

    public String session() {
      return session;
    }

    public String node() {
      return session.substring(0, session.indexOf('.'));
    }

    /// Sends a text and gives back what comes.
    public String echo(String text) {
      socket.sendText(text, true).join();
      return next();
    }

    public void abort() {
      socket.abort();
    }

    /// What comes next: a text, or `closed <code>`.
    public String next() {
      return heard.next();
    }
  }
}
