package io.chatcluster;

import io.chatcluster.auth.TokenIssuer;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.MemoryMemos;
import io.chatcluster.config.Configuration;
import io.chatcluster.launch.EventLoops;
import io.chatcluster.limits.Limits;
import io.chatcluster.metrics.Meters;
import io.chatcluster.node.Loop;
import io.chatcluster.node.MemoryLog;
import io.chatcluster.node.Node;
import io.chatcluster.node.VertxLoop;
import io.chatcluster.ops.Health;
import io.chatcluster.ops.LimitMeters;
import io.chatcluster.ops.ManagementServer;
import io.chatcluster.ops.NodeMeters;
import io.chatcluster.ops.VertxMeters;
import io.chatcluster.protocol.UserId;
import io.chatcluster.waiting.Answers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Both ports of a node as they are in production, over a log in memory.
final class EdgeRig implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Settings settings;
  private final Vertx vertx;
  private final ChatServer server;
  private final EventLoops loops;
  private final Node node;

  /// What is left of sessions.
  final MemoryMemos memos;

  private final int managementPort;

  /// @param more variables beside those that a node must have
  EdgeRig(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("CHAT_HOST", "127.0.0.1");
    environment.put("CHAT_PORT", "0");
    environment.put("CHAT_DATABASE_URL", "jdbc:postgresql://db:5432/chat");
    environment.put("CHAT_DATABASE_USER", "chat");
    environment.put("CHAT_DATABASE_PASSWORD", "pw");
    environment.put("CHAT_TOKEN_SECRET", "0123456789abcdef0123456789abcdef");
    environment.put("CHAT_EVENT_LOOPS", "1");
    settings = Settings.of(Configuration.read(environment));
    vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(1)
                    .setPreferNativeTransport(true)
                    .setMetricsOptions(VertxMeters.options()))
            .withMetrics(new MicrometerMetricsFactory(registry))
            .build();
    loops = new EventLoops(vertx, 1);
    memos = new MemoryMemos(vertx);
    node = loops.on(0, () -> node(new VertxLoop(vertx, loops.get(0))));
    Limits limits = new Limits(settings.edge().limits(), new LimitMeters(meters));
    server =
        new ChatServer(
            vertx,
            loops,
            new ChatServer.Means(node, List.of(memos), limits, (_, _, _) -> false),
            settings,
            meters);
    Health health = new Health();
    health.ready();
    managementPort =
        EventLoops.await(new ManagementServer(vertx, health, registry).listen("127.0.0.1", 0))
            .actualPort();
  }

  private Node node(Loop loop) {
    MemoryLog log = new MemoryLog();
    Node node =
        new Node(
            List.of(loop),
            List.<Broker>of(log),
            log.archive(),
            settings.node(),
            new NodeMeters(meters));
    log.tell(node.listener());
    node.start(log);
    return node;
  }

  int port() {
    return server.port();
  }

  /// Members of all rooms, as of the last tick.
  int members() {
    return node.members();
  }

  /// Does something on the event loop.
  void onLoop(Runnable task) {
    loops.run(0, task);
  }

  /// What a gauge shows.
  double gauge(String series) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  int managementPort() {
    return managementPort;
  }

  String token(String user) {
    return new TokenIssuer(settings.edge().tokens())
        .issue(new UserId(user), user, System.currentTimeMillis(), 3_600);
  }

  /// All time series, without their values.
  Set<String> series() {
    return registry
        .scrape()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    Answers.of(vertx.close());
  }
}
