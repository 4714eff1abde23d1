package io.chatcluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A Socket.IO client over a WebSocket that shows what comes packet by packet: `40{…}`,
/// `42["name",…]`, `43…`, and `close` at its end.
final class EventClient implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;
  private int acks;
  private JsonObject connected = new JsonObject();
  private String offset = "";

  EventClient(int port) throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket");
    socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).get(10, TimeUnit.SECONDS);
    if (!take().startsWith("0{")) {
      throw new IllegalStateException("no session");
    }
  }

  /// A client that has asked to enter, with this to show.
  static EventClient entering(int port, JsonObject auth) throws Exception {
    EventClient client = new EventClient(port);
    client.say("40" + auth.encode());
    return client;
  }

  /// A client that is in.
  static EventClient in(int port, JsonObject auth) throws Exception {
    EventClient client = entering(port, auth);
    client.enter();
    return client;
  }

  private void enter() throws InterruptedException {
    String packet = take();
    if (!packet.startsWith("40")) {
      throw new IllegalStateException(packet);
    }
    connected = new JsonObject(packet.substring(2));
  }

  /// What the server said when it let this client in.
  JsonObject connected() {
    return connected;
  }

  /// The auth with which this client would go on.
  JsonObject goingOn(JsonObject auth) {
    return auth.copy().put("pid", connected.getString("pid")).put("offset", offset);
  }

  void say(String packet) throws Exception {
    socket.sendText(packet, true).get(10, TimeUnit.SECONDS);
  }

  void emit(String event, Object... args) throws Exception {
    say("42" + event(event, args));
  }

  private static String event(String event, Object... args) {
    JsonArray all = new JsonArray().add(event);
    for (Object arg : args) {
      all.add(arg);
    }
    return all.encode();
  }

  /// Emits, and waits for the ack; events that come before it stay.
  JsonObject ask(String event, Object... args) throws Exception {
    int id = acks++;
    say("42" + id + event(event, args));
    String head = "43" + id;
    List<String> others = new ArrayList<>();
    while (true) {
      String packet = take();
      if (packet.startsWith(head)) {
        heard.addAll(others);
        return new JsonArray(packet.substring(head.length())).getJsonObject(0);
      }
      others.add(packet);
    }
  }

  /// The next event of that name; others are passed over.
  JsonArray next(String event) throws InterruptedException {
    while (true) {
      String packet = take();
      if (packet.startsWith("42[")) {
        JsonArray args = new JsonArray(packet.substring(2));
        offset = args.getString(args.size() - 1);
        if (args.getString(0).equals(event)) {
          return args;
        }
      } else if (packet.equals("close")) {
        throw new IllegalStateException("closed before " + event);
      }
    }
  }

  /// The next packet, whatever it is.
  String take() throws InterruptedException {
    String packet = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (packet == null) {
      throw new IllegalStateException("nothing came");
    }
    return packet;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String packet = text.toString();
      text.setLength(0);
      if (packet.equals("2")) {
        CompletableFuture<WebSocket> _ = from.sendText("3", true);
      } else {
        heard.add(packet);
      }
    }
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

  /// Is gone without a word.
  void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    cut();
  }
}
