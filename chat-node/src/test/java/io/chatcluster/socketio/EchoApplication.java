package io.chatcluster.socketio;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Says back what is said to it, as the suite of the public protocol document wants it.
final class EchoApplication {

  /// The suite listens for one message at a time, and misses one that comes with another.
  private static final long PAUSE_MILLIS = 10;

  private EchoApplication() {}

  static SocketApplication make(Vertx vertx, SocketSettings settings) {
    Namespaces namespaces = new Namespaces(settings);
    namespaces.add("/", (_, entry, _) -> enter(vertx, entry));
    namespaces.add("/custom", (_, entry, _) -> enter(vertx, entry));
    return namespaces;
  }

  private static Future<Answer> enter(Vertx vertx, Entry entry) {
    ClientSocket socket = entry.socket();
    JsonObject auth = entry.auth() == null ? new JsonObject() : entry.auth();
    return Future.succeededFuture(
        new Answer.Accepted(
            SmallServer.id(),
            new SocketHandler() {
              @Override
              public void connected() {
                vertx.setTimer(PAUSE_MILLIS, _ -> socket.emit("auth", auth));
              }

              @Override
              public void event(Event event) {
                echo(socket, event);
              }
            }));
  }

  private static void echo(ClientSocket socket, Event event) {
    @Nullable Object[] args = event.args().getList().toArray();
    if (event.name().equals("message")) {
      socket.emit("message-back", args);
    } else if (event.name().equals("message-with-ack")) {
      event.ack().answer(args);
    }
  }
}
