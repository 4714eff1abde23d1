package io.chatcluster.local.node;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One WebSocket to a node: frames out, frames in. Used by one thread.
final class Talk implements AutoCloseable, WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 10;
  private static final String END = "end: ";

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  Talk(HttpClient client, String url) {
    var uri = URI.create(url.replace("http:", "ws:") + "/ws");
    socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  void send(String frame) {
    socket.sendText(frame, true).join();
  }

  void sendBytes(ByteBuffer frame) {
    socket.sendBinary(frame, true).join();
  }

  /// All frames up to the one that contains the text.
  List<JsonObject> until(String part) {
    List<JsonObject> frames = new ArrayList<>();
    while (true) {
      var frame = next();
      if (frame.startsWith(END)) {
        throw new AssertionError("closed: " + frame);
      }
      frames.add(JsonParser.parseString(frame).getAsJsonObject());
      if (frame.contains(part)) {
        return frames;
      }
    }
  }

  /// All frames until each of the texts has been in one.
  List<JsonObject> untilAll(String... parts) {
    List<JsonObject> frames = new ArrayList<>();
    for (String part : parts) {
      if (frames.stream().noneMatch(frame -> frame.toString().contains(part))) {
        frames.addAll(until(part));
      }
    }
    return frames;
  }

  /// How the node ends it: the close code and its text.
  String end() {
    while (true) {
      var frame = next();
      if (frame.startsWith(END)) {
        return frame.substring(END.length());
      }
    }
  }

  private String next() {
    try {
      var frame = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame within " + PATIENCE_SECONDS + " s");
      }
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    partial.append(text);
    if (last) {
      received.add(partial.toString());
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    received.add(END + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    received.add(END + error.getMessage());
  }

  @Override
  public void close() {
    socket.abort();
  }
}
