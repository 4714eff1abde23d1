package io.chatcluster.loadtest.command;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A whole cluster in memory, on one event loop: rooms, positions, acks, guests. It misbehaves when
/// told to.
final class StandInCluster implements AutoCloseable {

  /// What it does wrong. What happens to a message happens to one socket of its room.
  enum Mischief {
    NONE,
    LOSES_A_MESSAGE,
    REPEATS_A_MESSAGE,
    SWAPS_TWO_MESSAGES,
    FORGETS_AN_ACK,
    REFUSES_A_MESSAGE,
    ANSWERS_SOME_UPGRADES_WITH_429,
    IGNORES_TOKENS,
    LIKES_NO_TOKEN,
    LETS_NO_GUESTS_IN,
    SENDS_GUESTS_TO_HTTPS,
    HAS_A_CLOCK_OF_ITS_OWN,
    CLOSES_ONE_THAT_IS_IN,
    SENDS_ALL_AWAY,
    IGNORES_PINGS,
    FORGETS_ROOMS
  }

  private static final int VICTIM = 20;
  private static final int EVERY = 3;
  private static final long SOON_MILLIS = 300;
  private static final long CLOCK_OFFSET_MILLIS = 3_600_000;
  private static final long ID_FUTURE_MILLIS = 10_000;
  private static final long ID_WINDOW_MILLIS = 600_000;

  /// Where sockets came from.
  final Set<String> sources = new ConcurrentSkipListSet<>();

  private final Vertx vertx = Vertx.vertx();
  private final Mischief mischief;
  private final Map<String, Room> rooms = new HashMap<>();
  private final HttpServer server;
  private int upgrades;
  private int joins;
  private boolean done;

  private static final class Room {
    final List<ServerWebSocket> sockets = new ArrayList<>();
    long head;
    String held = "";
  }

  StandInCluster(Mischief mischief)
      throws InterruptedException, ExecutionException, TimeoutException {
    this(mischief, new HttpServerOptions());
  }

  StandInCluster(Mischief mischief, HttpServerOptions options)
      throws InterruptedException, ExecutionException, TimeoutException {
    this.mischief = mischief;
    this.server =
        vertx
            .createHttpServer(options)
            .webSocketHandshakeHandler(
                handshake -> {
                  if (mischief == Mischief.ANSWERS_SOME_UPGRADES_WITH_429
                      && ++upgrades % EVERY == 0) {
                    var _ = handshake.reject(429);
                  } else {
                    var _ = handshake.accept();
                  }
                })
            .webSocketHandler(this::serve)
            .requestHandler(this::guest)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  private void guest(HttpServerRequest request) {
    var response = request.response();
    switch (mischief) {
      case LETS_NO_GUESTS_IN -> {
        var _ = response.setStatusCode(403).end();
      }
      case SENDS_GUESTS_TO_HTTPS -> {
        var _ = response.setStatusCode(308).putHeader("Location", "https://there/").end();
      }
      default -> {
        var _ = response.end("{\"token\":\"a.guest.token\",\"user\":\"u\",\"name\":\"L\"}");
      }
    }
  }

  private void serve(ServerWebSocket socket) {
    sources.add(socket.remoteAddress().hostAddress());
    socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
    socket.closeHandler(_ -> rooms.values().forEach(room -> room.sockets.remove(socket)));
  }

  private void answer(ServerWebSocket socket, JsonObject command) {
    var ref = command.getString("ref");
    switch (command.getString("type")) {
      case "connect" -> connect(socket, ref);
      case "join" -> join(socket, ref, command.getString("room"));
      case "chat" -> chat(socket, ref, command);
      case "ping" -> {
        if (mischief != Mischief.IGNORES_PINGS) {
          write(socket, "{\"type\":\"pong\",\"ref\":\"%s\",\"ts\":1}".formatted(ref));
        }
      }
      default -> throw new IllegalStateException("unknown command " + command);
    }
  }

  private void connect(ServerWebSocket socket, String ref) {
    switch (mischief) {
      case IGNORES_TOKENS -> {}
      case LIKES_NO_TOKEN -> {
        write(socket, "{\"type\":\"error\",\"ref\":\"%s\",\"code\":\"bad_token\"}".formatted(ref));
        var _ = socket.close((short) 4501);
      }
      default ->
          write(
              socket,
              """
              {"type":"connected","ref":"%s","version":1,"session":"n1.1","node":"n1",\
              "user":"u","name":"L","level":"durable","ts":%d,"pingInterval":25000}"""
                  .formatted(ref, clock()));
    }
  }

  private long clock() {
    long offset = mischief == Mischief.HAS_A_CLOCK_OF_ITS_OWN ? CLOCK_OFFSET_MILLIS : 0;
    return System.currentTimeMillis() - offset;
  }

  /// Whether a node with this clock would store a message with that id.
  private boolean timely(String id) {
    long millis = Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16);
    return millis < clock() + ID_FUTURE_MILLIS && millis > clock() - ID_WINDOW_MILLIS;
  }

  private void join(ServerWebSocket socket, String ref, String name) {
    if (mischief == Mischief.FORGETS_ROOMS) {
      rooms.remove(name);
    }
    var room = rooms.computeIfAbsent(name, _ -> new Room());
    room.sockets.add(socket);
    write(
        socket,
        """
        {"type":"joined","ref":"%s","room":"%s","from":"7-%d","head":"7-%d","recovered":false}"""
            .formatted(ref, name, room.head, room.head));
    joins++;
    if (mischief == Mischief.CLOSES_ONE_THAT_IS_IN && joins == VICTIM) {
      vertx.setTimer(SOON_MILLIS, _ -> socket.close((short) 4429));
    }
    if (mischief == Mischief.SENDS_ALL_AWAY && joins == VICTIM) {
      vertx.setTimer(SOON_MILLIS, _ -> sendAllAway());
    }
  }

  private void sendAllAway() {
    for (var room : rooms.values()) {
      for (var socket : List.copyOf(room.sockets)) {
        write(socket, "{\"type\":\"drain\",\"min\":10,\"max\":200}");
        var _ = socket.close((short) 4503);
      }
    }
  }

  private void chat(ServerWebSocket sender, String ref, JsonObject command) {
    var name = command.getString("room");
    var room = rooms.computeIfAbsent(name, _ -> new Room());
    boolean now = room.head == VICTIM && !done;
    if (now && mischief == Mischief.REFUSES_A_MESSAGE) {
      done = true;
      write(
          sender,
          "{\"type\":\"error\",\"ref\":\"%s\",\"code\":\"rate_limited\",\"retryAfter\":100}"
              .formatted(ref));
      return;
    }
    if (!timely(command.getString("id"))) {
      write(sender, "{\"type\":\"error\",\"ref\":\"%s\",\"code\":\"bad_id\"}".formatted(ref));
      return;
    }
    long at = ++room.head;
    var push =
        """
        {"type":"chat","room":"%s","at":"7-%d","prev":"7-%d","id":"%s","from":"u","name":"L",\
        "ts":1,"message":"%s"}"""
            .formatted(name, at, at - 1, command.getString("id"), command.getString("message"));
    for (var socket : room.sockets) {
      if (socket.equals(room.sockets.getFirst())) {
        pushToVictim(socket, room, push, now);
      } else {
        write(socket, push);
      }
    }
    if (!(now && mischief == Mischief.FORGETS_AN_ACK)) {
      write(
          sender,
          "{\"type\":\"ok\",\"ref\":\"%s\",\"id\":\"%s\",\"at\":\"7-%d\",\"level\":\"durable\"}"
              .formatted(ref, command.getString("id"), at));
    }
    done |= now;
  }

  private void pushToVictim(ServerWebSocket socket, Room room, String push, boolean now) {
    if (now && mischief == Mischief.LOSES_A_MESSAGE) {
      return;
    }
    if (now && mischief == Mischief.SWAPS_TWO_MESSAGES) {
      room.held = push;
      return;
    }
    write(socket, push);
    if (now && mischief == Mischief.REPEATS_A_MESSAGE) {
      write(socket, push);
    }
    if (!room.held.isEmpty()) {
      write(socket, room.held);
      room.held = "";
    }
  }

  private static void write(ServerWebSocket socket, String frame) {
    var _ = socket.writeTextMessage(frame);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
