package io.chatcluster.peers;

import io.chatcluster.engineio.CloseCause;
import io.chatcluster.engineio.EngineLoop;
import io.chatcluster.engineio.EngineSession;
import io.chatcluster.engineio.EngineSettings;
import io.chatcluster.engineio.Frame;
import io.chatcluster.engineio.VertxSockets;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One node with one event loop: a server of Engine.IO that sends back what it gets, a port for
/// clients, and one for peers.
final class PeerNode implements EngineLoop.Application, PeerEvents, AutoCloseable {

  static final String SECRET = "a secret that all nodes of this test share";

  static final EngineSettings SESSIONS =
      new EngineSettings(
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          1_000_000,
          2_000_000);

  final String id;
  final List<String> closed = new CopyOnWriteArrayList<>();
  final List<String> clients = new CopyOnWriteArrayList<>();
  final Map<Outcome, AtomicInteger> outcomes = new ConcurrentHashMap<>();
  final AtomicInteger refused = new AtomicInteger();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final AtomicInteger names = new AtomicInteger();
  private final PeerDoor door;
  private final Forwarding forwarding;
  private final EngineLoop engine;
  private final HttpServer forClients;
  private final HttpServer forPeers;

  /// What is behind the internal port in place of sessions; null: the sessions.
  volatile @Nullable Handler<HttpServerRequest> stuck;

  static PeerSettings settings(String id) {
    return new PeerSettings(
        id, Duration.ofSeconds(2), Duration.ofSeconds(60), 100, 4_000_000, SESSIONS.maxPayload());
  }

  PeerNode(String id, MemoryDirectory directory) {
    this(settings(id), directory, SECRET);
  }

  PeerNode(PeerSettings settings, MemoryDirectory directory, String secret) {
    this.id = settings.node();
    Proof proof = new Proof(secret, System::currentTimeMillis);
    door = new PeerDoor(proof, this);
    Forwarding.Means means = new Forwarding.Means(directory, door, proof, PeerNode::address, this);
    forwarding = made(() -> new Forwarding(vertx, settings, means));
    engine = made(() -> new EngineLoop(vertx, SESSIONS, means(), this));
    forClients = Answers.of(vertx.createHttpServer().requestHandler(engine).listen(0, "127.0.0.1"));
    forPeers =
        Answers.of(door.guard(vertx.createHttpServer(), this::inside).listen(0, "127.0.0.1"));
    directory.addresses.put(id, new PeerAddress("127.0.0.1", forPeers.actualPort()));
  }

  private <T> T made(java.util.function.Supplier<T> make) {
    return Answers.on(vertx.getOrCreateContext(), () -> Future.succeededFuture(make.get()));
  }

  private EngineLoop.Means means() {
    return new EngineLoop.Means(
        () -> id + ".secret" + names.incrementAndGet(),
        new VertxSockets(SESSIONS),
        origin -> !"https://evil.example".equals(origin),
        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress().hostAddress();
  }

  private void inside(HttpServerRequest request) {
    clients.add(Objects.requireNonNull(door.client(request)));
    Handler<HttpServerRequest> other = stuck;
    (other == null ? engine : other).handle(request);
  }

  int port() {
    return forClients.actualPort();
  }

  int peerPort() {
    return forPeers.actualPort();
  }

  int peerConnections() {
    return door.connections();
  }

  int count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, new AtomicInteger()).get();
  }

  int underWay() {
    return made(forwarding::underWay);
  }

  int sessions() {
    return made(engine::sessions);
  }

  @Override
  public Future<Boolean> admits(HttpServerRequest handshake) {
    return Future.succeededFuture(true);
  }

  @Override
  public boolean takes(HttpServerRequest request, String sid) {
    return forwarding.takes(request, sid);
  }

  @Override
  public EngineSession.Handler connected(EngineSession session, HttpServerRequest handshake) {
    return new EngineSession.Handler() {
      @Override
      public void text(String message) {
        session.send(Frame.message(message));
      }

      @Override
      public void binary(byte[] message) {
        session.send(Frame.binary(message));
      }

      @Override
      public void closed(CloseCause cause) {
        closed.add(cause.words());
      }
    };
  }

  @Override
  public void forwarded(Outcome outcome) {
    outcomes.computeIfAbsent(outcome, _ -> new AtomicInteger()).incrementAndGet();
  }

  @Override
  public void answered(long nanos) {}

  @Override
  public void refused() {
    refused.incrementAndGet();
  }

  /// Dies: every socket of it is closed.
  @Override
  public void close() {
    Answers.of(vertx.close());
  }
}
