package io.chatcluster.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Broker;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Proxies;
import io.chatcluster.node.Loop;
import io.chatcluster.node.MemoryLog;
import io.chatcluster.node.Node;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.node.Receipt;
import io.chatcluster.node.TestSettings;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Gate;
import io.chatcluster.session.Authenticator;
import io.chatcluster.session.SessionContext;
import io.chatcluster.session.SessionEvents;
import io.chatcluster.session.SessionSettings;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A node's edge on loopback: one loop, a log in memory, clients of Vert.x.
final class WsRig implements AutoCloseable {

  static final int MAX_FRAME = 4_096;
  static final int MAX_CONNECTIONS = 10;
  static final int MAX_HTTP = 20;
  static final String ORIGIN = "https://chat.example";

  private static final RoomId ROOM = new RoomId("general");
  static final int OUTBOX = 64 * 1024;

  /// Small, so that a client that does not read is noticed soon.
  private static final int KERNEL_BUFFER = 16 * 1024;

  private static final int IDLE_SECONDS = 2;
  private static final WsSettings SETTINGS =
      new WsSettings(
          MAX_FRAME,
          OUTBOX,
          new WsSettings.Controls(10, 50),
          new WsSettings.Pings(Duration.ofSeconds(1), Duration.ofSeconds(1)),
          new WsSettings.Newcomers(
              MAX_CONNECTIONS, MAX_HTTP, Duration.ofMillis(1_500), Proxies.of("127.0.0.1")));

  final Admission admission =
      new Admission(SETTINGS.newcomers(), origin -> origin == null || origin.equals(ORIGIN));
  final List<String> closed = new CopyOnWriteArrayList<>();
  final List<String> rejected = new CopyOnWriteArrayList<>();
  final List<Long> roundTrips = new CopyOnWriteArrayList<>();

  private final Limits limits;
  private final Vertx vertx = Vertx.vertx();
  private final Vertx clients = Vertx.vertx();
  private final WebSocketClient client =
      clients.createWebSocketClient(
          new WebSocketClientOptions()
              .setMaxFrameSize(1 << 20)
              .setMaxMessageSize(1 << 20)
              .setReceiveBufferSize(KERNEL_BUFFER)
              .setMaxConnections(50));
  private final long slowConsumerMillis;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong clockAhead = new AtomicLong();
  private final Map<WebSocket, List<String>> heard = new ConcurrentHashMap<>();
  private final Context loop = vertx.getOrCreateContext();
  private long published;
  private final MemoryLog log = new MemoryLog();
  private final Node node;
  private final WsLoop sockets;
  private final HttpServer server;

  WsRig() {
    this(1_500);
  }

  /// @param slowConsumerMillis how long an outbox may stay full
  WsRig(long slowConsumerMillis) {
    this(slowConsumerMillis, Limits.Settings.NONE);
  }

  WsRig(long slowConsumerMillis, Limits.Settings allowed) {
    this.slowConsumerMillis = slowConsumerMillis;
    limits = new Limits(allowed, LimitEvents.NONE);
    node = Answers.on(loop, () -> Future.succeededFuture(node()));
    sockets = Answers.on(loop, () -> Future.succeededFuture(sockets()));
    server =
        Answers.on(
            loop,
            () ->
                vertx
                    .createHttpServer(
                        SETTINGS
                            .applyTo(new HttpServerOptions())
                            .setHost("127.0.0.1")
                            .setSendBufferSize(KERNEL_BUFFER)
                            .setIdleTimeout(IDLE_SECONDS))
                    .connectionHandler(sockets::guard)
                    .requestHandler(sockets.before(request -> request.response().end()))
                    .listen(0));
  }

  private Node node() {
    Node made =
        new Node(
            List.of(new OwnLoop(vertx, loop, clockAhead)),
            List.<Broker>of(log),
            log.archive(),
            TestSettings.node(TestSettings.publish(10_000)),
            new NodeEvents() {});
    log.tell(made.listener());
    made.start(log);
    return made;
  }

  private WsLoop sockets() {
    Reply.Limits told =
        new Reply.Limits(
            Duration.ofSeconds(25),
            MAX_FRAME,
            16_384,
            4_096,
            10,
            200,
            TestSettings.ID_WINDOW,
            Duration.ofMillis(100));
    SessionContext sessions =
        new SessionContext(
            node.part(0),
            token -> Future.succeededFuture(authenticate(token)),
            Gate.OPEN,
            new SessionSettings(
                "n1",
                AckLevel.DURABLE,
                told,
                Duration.ofSeconds(5),
                Duration.ofMillis(slowConsumerMillis),
                20),
            limits,
            new SessionEvents() {});
    return new WsLoop(
        vertx,
        sessions,
        SETTINGS,
        admission,
        new WsEvents() {
          @Override
          public void ponged(long millis) {
            roundTrips.add(millis);
          }

          @Override
          public void rejected(String reason) {
            rejected.add(reason);
          }

          @Override
          public void closed(String reason) {
            closed.add(reason);
          }

          @Override
          public void delivered(long messages, long signals) {
            delivered.addAndGet(messages);
          }
        });
  }

  private static Authenticator.Result authenticate(String token) {
    if (token.equals("defect")) {
      throw new IllegalStateException("a defect, on purpose");
    }
    return new Authenticator.Result.Accepted(new UserId(token), token, Long.MAX_VALUE);
  }

  /// Messages that were written to sockets, read or not.
  long delivered() {
    return delivered.get();
  }

  int lagging() {
    return node.lagging();
  }

  int port() {
    return server.actualPort();
  }

  WebSocket open(String origin) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port())
            .setURI("/ws")
            .addHeader("Origin", origin);
    return Answers.of(
        client
            .connect(options)
            .map(
                socket -> {
                  List<String> texts = new CopyOnWriteArrayList<>();
                  heard.put(socket, texts);
                  socket.textMessageHandler(texts::add);
                  return socket;
                }));
  }

  WebSocket connected(String user) {
    WebSocket socket = open(ORIGIN);
    socket.writeTextMessage("{\"type\":\"connect\",\"token\":\"" + user + "\"}");
    awaitText(socket, "\"connected\"");
    return socket;
  }

  void join(WebSocket socket) {
    socket.writeTextMessage("{\"type\":\"join\",\"room\":\"general\"}");
    awaitText(socket, "\"joined\"");
  }

  List<String> texts(WebSocket socket) {
    return heard.getOrDefault(socket, List.of());
  }

  List<String> messages(WebSocket socket) {
    return texts(socket).stream().filter(text -> text.contains("\"type\":\"chat\"")).toList();
  }

  void awaitText(WebSocket socket, String part) {
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> texts(socket).stream().anyMatch(text -> text.contains(part)));
  }

  void awaitClosed(WebSocket socket, int code) {
    await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(() -> assertThat(socket.closeStatusCode()).isEqualTo((short) code));
  }

  /// Publishes numbered texts in small turns, as clients do.
  void publish(int count, int length) {
    for (int i = 0; i < count; i++) {
      long number = published++;
      String text = number + " " + "y".repeat(length);
      Answers.on(
          loop,
          () -> {
            long now = System.currentTimeMillis();
            MessageId id = MessageId.create(now, number, number);
            node.part(0)
                .publisher()
                .publish(
                    ROOM, new Content.Chat(id, new UserId("eve"), "Eve", now, text), new Quiet());
            return Future.succeededFuture();
          });
    }
  }

  /// @return how long it took, in milliseconds
  long drain(long windowMillis) {
    long began = System.nanoTime();
    admission.drain();
    Answers.on(
        loop,
        () -> {
          Promise<Void> done = Promise.promise();
          sockets.drain(windowMillis, done::complete);
          return done.future();
        });
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  @Override
  public void close() {
    node.stop();
    heard.keySet().forEach(WebSocket::resume);
    Answers.of(clients.close());
    Answers.of(vertx.close());
  }

  private static final class Quiet implements Receipt {

    @Override
    public void stored(Position at) {}

    @Override
    public void failed(ErrorCode code, long retryAfterMillis) {}
  }

  /// Somebody sets the wall clock.
  void stepClock(long millis) {
    clockAhead.addAndGet(millis);
  }

  private record OwnLoop(Vertx vertx, Context context, AtomicLong clockAhead) implements Loop {

    @Override
    public void execute(Runnable task) {
      context.runOnContext(_ -> task.run());
    }

    @Override
    public void after(long millis, Runnable task) {
      vertx.setTimer(Math.max(1, millis), _ -> task.run());
    }

    @Override
    public long nowMillis() {
      return System.currentTimeMillis() + clockAhead.get();
    }

    @Override
    public long elapsedMillis() {
      return System.nanoTime() / 1_000_000;
    }
  }
}
