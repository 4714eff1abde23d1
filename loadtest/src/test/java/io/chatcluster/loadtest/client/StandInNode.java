package io.chatcluster.loadtest.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Speaks enough of the protocol over a real socket: greets, lets everyone join at `7-1`, acks.
final class StandInNode {

  final List<JsonObject> received = new CopyOnWriteArrayList<>();
  final String url;
  private final HttpServer server;
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean acking = true;
  private long next = 2;

  StandInNode(Vertx vertx) throws InterruptedException, ExecutionException, TimeoutException {
    server =
        vertx
            .createHttpServer()
            .webSocketHandler(this::serve)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    url = "ws://127.0.0.1:" + server.actualPort() + "/ws";
  }

  /// Stores no more messages.
  void stopAcking() {
    acking = false;
  }

  /// Closes all sockets, and takes no more.
  void leave(int code) {
    for (ServerWebSocket socket : sockets) {
      var _ = socket.close((short) code);
    }
    var _ = server.close();
  }

  List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (JsonObject frame : received) {
      if (frame.getString("type").equals("chat")) {
        ids.add(frame.getString("id"));
      }
    }
    return ids;
  }

  private void serve(ServerWebSocket socket) {
    sockets.add(socket);
    socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
  }

  private void answer(ServerWebSocket socket, JsonObject command) {
    received.add(command);
    String ref = command.getString("ref");
    switch (command.getString("type")) {
      case "connect" ->
          write(
              socket,
              """
              {"type":"connected","ref":"%s","version":1,"session":"n1.1","node":"n1",\
              "user":"ada","name":"Ada","level":"durable","ts":%d,"pingInterval":25000,\
              "maxFrame":65536,"maxMessage":16384,"maxRooms":100,"maxInFlight":32,\
              "idWindow":600000}"""
                  .formatted(ref, System.currentTimeMillis()));
      case "join" -> {
        String at = command.getString("at", "7-1");
        write(
            socket,
            """
            {"type":"joined","ref":"%s","room":"general","from":"%s","head":"%s",\
            "recovered":true}"""
                .formatted(ref, at, at));
      }
      case "chat" -> {
        if (acking) {
          store(socket, ref, command);
        }
      }
      default -> write(socket, "{\"type\":\"pong\",\"ts\":1}");
    }
  }

  private void store(ServerWebSocket socket, String ref, JsonObject command) {
    String id = command.getString("id");
    long n = next++;
    write(
        socket,
        """
        {"type":"chat","room":"general","at":"7-%d","prev":"7-%d","id":"%s","from":"ada",\
        "name":"Ada","ts":1,"message":"%s"}"""
            .formatted(n, n - 1, id, command.getString("message")));
    write(
        socket,
        "{\"type\":\"ok\",\"ref\":\"%s\",\"id\":\"%s\",\"at\":\"7-%d\",\"level\":\"durable\"}"
            .formatted(ref, id, n));
  }

  private static void write(ServerWebSocket socket, String frame) {
    var _ = socket.writeTextMessage(frame);
  }
}
