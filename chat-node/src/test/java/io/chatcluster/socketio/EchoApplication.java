package io.chatcluster.socketio;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says back what is said to it, as the suite of the public protocol document wants it.
final class EchoApplication implements SocketApplication {

  private static final Set<String> NAMESPACES = Set.of("/", "/custom");

  @Override
  public Entrance connected(HttpServerRequest handshake) {
    return EchoApplication::enter;
  }

  private static Future<Answer> enter(Entry entry) {
    if (!NAMESPACES.contains(entry.namespace())) {
      return Future.succeededFuture(new Answer.Refused("Invalid namespace"));
    }
    ClientSocket socket = entry.socket();
    JsonObject auth = entry.auth() == null ? new JsonObject() : entry.auth();
    return Future.succeededFuture(
        new Answer.Accepted(
            SmallServer.id(),
            new SocketHandler() {
              @Override
              public void connected() {
                socket.emit("auth", auth);
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
