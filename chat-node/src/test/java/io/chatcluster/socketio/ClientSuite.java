package io.chatcluster.socketio;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the suite of the stock JavaScript client expects of its server. Owned by one event loop.
final class ClientSuite implements SocketApplication {

  /// Handshakes are answered a little later, so that clients can lose their patience.
  private static final long DELAY_MILLIS = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> SILENT = List.of("/timeout_socket", "/valid", "/asd");

  private final Vertx vertx;
  private final Namespaces namespaces;

  /// The names of lost sockets, by the secret that brings them back.
  private final Map<String, String> lost = new HashMap<>();

  private int offset;

  ClientSuite(Vertx vertx, SocketSettings settings) {
    this.vertx = vertx;
    this.namespaces = new Namespaces(settings);
    namespaces.add("/", (_, entry, handshake) -> main(entry, handshake));
    namespaces.add("/foo", (_, entry, _) -> accept(event -> tellId(entry.socket(), event)));
    namespaces.add("/abc", (_, entry, handshake) -> greet(entry, handshake));
    namespaces.add(
        "/no",
        (_, _, _) -> Future.succeededFuture(new Answer.Refused("Auth failed (custom namespace)")));
    for (String name : SILENT) {
      namespaces.add(name, (_, _, _) -> accept(_ -> {}));
    }
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    return vertx.timer(DELAY_MILLIS).map(_ -> true);
  }

  @Override
  public Entrance connected(HttpServerRequest handshake) {
    return namespaces.connected(handshake);
  }

  private Future<Answer> main(Entry entry, Handshake handshake) {
    if (handshake.query().contains("fail")) {
      return Future.succeededFuture(new Answer.Refused("Auth failed (main namespace)"));
    }
    String pid = entry.pid();
    @Nullable String known = pid == null || entry.offset() == null ? null : lost.remove(pid);
    String secret = known == null || pid == null ? SmallServer.id() : pid;
    String sid = known == null ? SmallServer.id() : known;
    return Future.succeededFuture(
        new Answer.Accepted(
            sid,
            secret,
            new SocketHandler() {
              @Override
              public void event(Event event) {
                if (event.name().equals("getHandshake")) {
                  event.ack().answer(json(handshake, entry.auth()));
                } else {
                  said(entry.socket(), event);
                }
              }

              @Override
              public void disconnected(DisconnectCause cause) {
                if (cause != DisconnectCause.CLIENT_LEFT) {
                  lost.put(secret, sid);
                }
              }
            }));
  }

  private void said(ClientSocket socket, Event event) {
    JsonArray args = event.args();
    switch (event.name()) {
      // The offset at its end is what makes a client come back with its secret.
      case "hi" -> socket.emit("hi", "offset-" + offset++);
      case "echo" -> event.ack().answer(args.getValue(0));
      case "ack" -> askBack(socket);
      case "getAckDate" -> event.ack().answer(Instant.now().toString());
      case "getDate" -> socket.emit("takeDate", Instant.now().toString());
      case "getDateObj" ->
          socket.emit("takeDateObj", new JsonObject().put("date", Instant.now().toString()));
      case "getUtf8" -> {
        for (String text :
            List.of("てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string")) {
          socket.emit("takeUtf8", text);
        }
      }
      case "false" -> socket.emit("false", false);
      case "doge" -> socket.emit("doge", Buffer.buffer("asdfasdf"));
      case "getbin" -> socket.emit("takebin", Buffer.buffer("asdfasdf"));
      case "getId" -> tellId(socket, event);
      default -> bytes(socket, event.name(), args);
    }
  }

  /// Answers if bytes have come as bytes.
  private static void bytes(ClientSocket socket, String name, JsonArray args) {
    @Nullable Object first = args.isEmpty() ? null : args.getValue(0);
    switch (name) {
      case "buffa" -> answerIf(first instanceof Buffer, socket, "buffack");
      case "blob" -> answerIf(first instanceof Buffer, socket, "back");
      case "jsonbuff" -> answerIf(mixed(first), socket, "jsonbuff-ack");
      case "jsonblob" -> answerIf(mixed(first), socket, "jsonblob-ack");
      case "abuff2" -> socket.emit("abuff2-ack");
      case "blob3" -> answerIf(first instanceof Buffer, socket, "blob3-ack");
      default -> {}
    }
  }

  private static void answerIf(boolean right, ClientSocket socket, String name) {
    if (right) {
      socket.emit(name);
    }
  }

  private static boolean mixed(@Nullable Object value) {
    return value instanceof JsonObject object
        && "lol".equals(object.getValue("hello"))
        && object.getValue("message") instanceof Buffer
        && "gotcha".equals(object.getValue("goodbye"));
  }

  private static void askBack(ClientSocket socket) {
    socket
        .emitWithAck(PATIENCE, "ack")
        .onSuccess(
            answer -> {
              if (answer.size() == 2
                  && Integer.valueOf(5).equals(answer.getValue(0))
                  && answer.getValue(1) instanceof JsonObject object
                  && Boolean.TRUE.equals(object.getValue("test"))) {
                socket.emit("got it");
              }
            });
  }

  private static void tellId(ClientSocket socket, Event event) {
    if (event.name().equals("getId")) {
      event.ack().answer(socket.sid());
    }
  }

  private static Future<Answer> greet(Entry entry, Handshake handshake) {
    return Future.succeededFuture(
        new Answer.Accepted(
            SmallServer.id(),
            new SocketHandler() {
              @Override
              public void connected() {
                entry.socket().emit("handshake", json(handshake, entry.auth()));
              }

              @Override
              public void event(Event event) {}
            }));
  }

  private static Future<Answer> accept(SocketHandler handler) {
    return Future.succeededFuture(new Answer.Accepted(SmallServer.id(), handler));
  }

  private static JsonObject json(Handshake handshake, @Nullable JsonObject auth) {
    JsonObject query = new JsonObject();
    handshake.query().forEach((key, value) -> query.put(key, value));
    JsonObject headers = new JsonObject();
    handshake.headers().forEach((key, value) -> headers.put(key, value));
    return new JsonObject()
        .put("headers", headers)
        .put("query", query)
        .put("auth", auth == null ? new JsonObject() : auth)
        .put("address", handshake.address())
        .put("secure", handshake.secure())
        .put("url", handshake.uri());
  }
}
