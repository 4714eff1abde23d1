package io.chatcluster.local.node;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// A process in the place of a node: the same variables, ports and session ids, and no chat.
///
/// A WebSocket is told its session's id and then gets back what it sends; with `ping=<ms>` in its
/// query it is pinged. Any HTTP request is answered with what the node saw of it, with `wait=<ms>`
/// that much later. It lets the tests of launcher and load balancer run in seconds and without
/// Redis.
public final class StandInNode {
  private static final Pattern PING = Pattern.compile("ping=(\\d+)");
  private static final Pattern WAIT = Pattern.compile("wait=(\\d+)");

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, String> environment;
  private final String id;

  private StandInNode(Map<String, String> environment) {
    this.environment = environment;
    this.id = environment.getOrDefault("CHAT_NODE_ID", "?");
  }

  public static void main(String[] arguments) {
    new StandInNode(System.getenv()).run();
  }

  /// Starts one, on the class path of the tests.
  public static List<String> command() {
    return List.of(
        NodeSettings.java().toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        StandInNode.class.getName());
  }

  private void run() {
    if (environment.containsKey("STAND_IN_REFUSES")) {
      System.err.println("CHAT_TOKEN_SECRET is missing");
      System.exit(1);
    }
    vertx
        .createHttpServer()
        .webSocketHandler(this::greet)
        .requestHandler(this::mirror)
        .listen(number("CHAT_PORT"), "127.0.0.1")
        .compose(
            main ->
                vertx
                    .createHttpServer()
                    .requestHandler(this::manage)
                    .listen(number("CHAT_MANAGEMENT_PORT"), "127.0.0.1"))
        .onSuccess(management -> System.out.println("stand-in " + id + " serves"))
        .onFailure(
            failure -> {
              System.err.println(failure.getMessage());
              System.exit(1);
            });
  }

  private int number(String name) {
    return Integer.parseInt(environment.getOrDefault(name, "0"));
  }

  private void greet(ServerWebSocket socket) {
    socket.textMessageHandler(socket::writeTextMessage);
    var ping = PING.matcher(String.valueOf(socket.query()));
    if (ping.find()) {
      var timer =
          vertx.setPeriodic(
              Long.parseLong(ping.group(1)), _ -> socket.writePing(Buffer.buffer("alive?")));
      socket.closeHandler(_ -> vertx.cancelTimer(timer));
    }
    socket.writeTextMessage(id + "." + UUID.randomUUID());
  }

  private void mirror(HttpServerRequest request) {
    var headers = new JsonObject();
    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    var seen =
        new JsonObject()
            .put("node", id)
            .put("method", request.method().name())
            .put("uri", request.uri())
            .put("headers", headers)
            .put("connection", request.connection().remoteAddress().port());
    request.response().putHeader("content-type", "application/json");
    var wait = WAIT.matcher(String.valueOf(request.query()));
    if (wait.find()) {
      vertx.setTimer(Long.parseLong(wait.group(1)), _ -> request.response().end(seen.encode()));
    } else {
      request.response().end(seen.encode());
    }
  }

  private void manage(HttpServerRequest request) {
    request.response().end("management of " + id + "\n");
  }
}
