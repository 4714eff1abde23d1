package io.chatcluster.local.node;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// One WebSocket to a node: frames out, frames in. Used by one thread.
final class Talk implements AutoCloseable {
  private final Heard heard = new Heard();
  private final WebSocket socket;

  Talk(HttpClient client, String url) {
    var uri = URI.create(url.replace("http:", "ws:") + "/ws");
    socket = client.newWebSocketBuilder().buildAsync(uri, heard).join();
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
      var frame = heard.next();
      if (frame.startsWith(Heard.CLOSED)) {
        throw new AssertionError(frame);
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
      var frame = heard.next();
      if (frame.startsWith(Heard.CLOSED)) {
        return frame.substring(Heard.CLOSED.length());
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
