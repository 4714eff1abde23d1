package io.chatcluster;

import io.chatcluster.archive.Archiver;
import io.chatcluster.config.Configuration;
import io.chatcluster.launch.EventLoops;
import io.chatcluster.launch.Listening;
import io.chatcluster.limits.Limits;
import io.chatcluster.limits.Scope;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.node.Loop;
import io.chatcluster.node.Node;
import io.chatcluster.node.Retirement;
import io.chatcluster.node.VertxLoop;
import io.chatcluster.ops.ArchiverMeters;
import io.chatcluster.ops.Health;
import io.chatcluster.ops.JvmMeters;
import io.chatcluster.ops.LimitMeters;
import io.chatcluster.ops.LoopPulse;
import io.chatcluster.ops.ManagementServer;
import io.chatcluster.ops.NodeMeters;
import io.chatcluster.ops.VertxMeters;
import io.chatcluster.postgres.Database;
import io.chatcluster.postgres.PostgresArchive;
import io.chatcluster.postgres.PostgresArchiveStore;
import io.chatcluster.postgres.PostgresEpochs;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node: variables, then the objects from the outside in, then clients; and on SIGTERM all of
/// it backwards.
///
/// Runs on the main thread, which may wait; nothing here is on the path of a message.
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private final Settings settings;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Health health = new Health();
  private final Vertx vertx;
  private final EventLoops loops;

  private Main(Settings settings) {
    this.settings = settings;
    this.vertx = vertx();
    this.loops = new EventLoops(vertx, settings.process().eventLoops());
  }

  public static void main(String[] arguments) {
    Ending.watchThreads();
    try {
      if (Migration.asked(arguments)) {
        Migration.run(System.getenv());
        return;
      }
      Settings settings = Settings.of(Configuration.read(System.getenv()));
      LOG.info("{}", settings.shown());
      new Main(settings).run();
    } catch (RuntimeException | Error e) {
      Ending.of(e);
    }
  }

  private void run() {
    JvmMeters jvm = watch();
    openPorts();
    Database database = database();
    RedisSide redis = new RedisSide(vertx, loops, settings, new PostgresEpochs(database), meters);
    NodeMeters counts = new NodeMeters(meters);
    Node node = loops.on(0, () -> node(redis, database, counts));
    Retirement retirement = loops.on(0, () -> retirement(redis, database, counts));
    Limits limits = loops.on(0, this::limits);
    redis.settle(limits);
    redis.wake(node);
    Archiver archiver = archiver(redis, database);
    redis.await();
    PeerSide peers = new PeerSide(vertx, loops, settings, redis, meters);
    ChatServer.Means means = new ChatServer.Means(node, redis.memos(), limits, peers::takes);
    ChatServer server = new ChatServer(vertx, loops, means, settings, meters);
    if (settings.edge().socketIo().served()) {
      peers.listen(server::inside);
    }
    health.ready();
    LOG.info("node {} listens on port {}", settings.process().nodeId(), server.port());
    Departure.onExit(
        settings.process().drain(),
        health,
        server,
        () -> {
          peers.close();
          node.stop();
          loops.run(0, retirement::stop);
          archiver.close();
          redis.close();
          jvm.close();
          EventLoops.await(vertx.close());
          database.close();
        });
  }

  private Vertx vertx() {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(settings.process().eventLoops())
            .setPreferNativeTransport(true)
            .setMetricsOptions(VertxMeters.options());
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  /// A node whose loops stand still is not live.
  private JvmMeters watch() {
    loops.onEach(
        _ -> {
          LoopPulse pulse = new LoopPulse(vertx, meters);
          health.watch(pulse);
          return pulse;
        });
    return new JvmMeters(registry);
  }

  /// Opens the management port, and makes sure that the clients' port is free.
  private void openPorts() {
    meters.gauge(Metric.DRAINING, () -> health.isDraining() ? 1 : 0);
    Listening management = settings.process().management();
    management.await(
        new ManagementServer(vertx, health, registry).listen(management.host(), management.port()));
    settings.process().clients().probe(vertx);
  }

  /// Blocks until the database is there and its schema is up to date.
  private Database database() {
    Database database = new Database(settings.stores().postgres());
    Migration.retry(() -> database.prepare(settings.stores().partitions().count()));
    return database;
  }

  private Node node(RedisSide redis, Database database, NodeMeters counts) {
    List<Loop> own =
        IntStream.range(0, loops.size())
            .<Loop>mapToObj(i -> new VertxLoop(vertx, loops.get(i)))
            .toList();
    Node node =
        new Node(own, redis.brokers(), new PostgresArchive(database), settings.node(), counts);
    meters.gauge(Metric.ROOMS, node::rooms);
    meters.gauge(Metric.WAITING, node::waiting);
    meters.gauge(Metric.MEMBERSHIPS, node::members);
    meters.gauge(Metric.LAGGING, node::lagging);
    return node;
  }

  private Retirement retirement(RedisSide redis, Database database, NodeMeters counts) {
    Retirement retirement =
        new Retirement(
            redis.quietRooms(),
            new PostgresArchive(database),
            new VertxLoop(vertx, loops.get(0)),
            redis::isScarce,
            settings.stores().retirement(),
            counts);
    retirement.start();
    return retirement;
  }

  private Limits limits() {
    Limits limits = new Limits(settings.edge().limits(), new LimitMeters(meters));
    for (Scope scope : Scope.values()) {
      meters.gauge(Metric.LIMIT_ACCOUNTS, () -> limits.accounts(scope), "scope", scope.wire());
    }
    Loop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
    vertx.setPeriodic(Limits.TICK_MILLIS, _ -> limits.tick(loop.elapsedMillis()));
    return limits;
  }

  private Archiver archiver(RedisSide redis, Database database) {
    Archiver archiver =
        new Archiver(
            redis.archiveQueue(),
            new PostgresArchiveStore(database),
            settings.stores().archiver(),
            new ArchiverMeters(
                meters, System::currentTimeMillis, () -> System.nanoTime() / 1_000_000));
    archiver.start();
    return archiver;
  }
}
