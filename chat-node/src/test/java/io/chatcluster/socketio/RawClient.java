package io.chatcluster.socketio;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A WebSocket that says what a test tells it to, and shows all that comes: bytes in hex,
/// and `close` at its end. It leaves pings alone.
final class RawClient implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  RawClient(SmallServer server) throws Exception {
    URI uri =
        URI.create(
            "ws://127.0.0.1:" + server.port() + SmallServer.PATH + "?EIO=4&transport=websocket");
    socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).get(10, TimeUnit.SECONDS);
    String opened = next();
    if (!opened.startsWith("0{")) {
      throw new IllegalStateException("no session: " + opened);
    }
  }

  /// One that is in the main namespace.
  static RawClient connected(SmallServer server) throws Exception {
    RawClient client = new RawClient(server);
    client.say("40");
    client.nextThatBegins("40{\"sid\":\"");
    return client;
  }

  RawClient say(String message) throws Exception {
    socket.sendText(message, true).get(10, TimeUnit.SECONDS);
    return this;
  }

  RawClient say(byte... bytes) throws Exception {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).get(10, TimeUnit.SECONDS);
    return this;
  }

  String next() throws InterruptedException {
    String next = heard.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new IllegalStateException("nothing came");
    }
    return next;
  }

  String nextThatBegins(String with) throws InterruptedException {
    String next = next();
    if (!next.startsWith(with)) {
      throw new IllegalStateException("not " + with + " but " + next);
    }
    return next;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String message = text.toString();
      text.setLength(0);
      if (!message.equals("2")) {
        heard.add(message);
      }
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    heard.add(HexFormat.of().formatHex(bytes));
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    heard.add("close");
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    heard.add("close");
  }

  @Override
  public void close() {
    socket.abort();
  }
}
