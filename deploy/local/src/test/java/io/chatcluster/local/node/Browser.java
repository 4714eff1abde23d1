package io.chatcluster.local.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
    var tab = new Tab();
    var uri = URI.create("ws://127.0.0.1:" + port + path);
    tab.socket = client.newWebSocketBuilder().connectTimeout(TIMEOUT).buildAsync(uri, tab).join();
    tab.session = tab.next();
    return tab;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// One WebSocket.
  public static final class Tab implements WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private @Nullable WebSocket socket;
    private String session = "";

    public String session() {
      return session;
    }

    public String node() {
      return session.substring(0, session.indexOf('.'));
    }

    /// Sends a text and gives back what comes.
    public String echo(String text) {
      open().sendText(text, true).join();
      return next();
    }

    public void abort() {
      open().abort();
    }

    private WebSocket open() {
      if (socket == null) {
        throw new IllegalStateException("not open");
      }
      return socket;
    }

    /// What comes next: a text, or `closed <code>`.
    public String next() {
      try {
        var text = received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
          throw new AssertionError("no message within " + TIMEOUT);
        }
        return text;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      received.add(text.toString());
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      received.add("closed " + code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      received.add("broken: " + error.getMessage());
    }
  }
}
