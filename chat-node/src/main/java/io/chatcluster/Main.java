package io.chatcluster;

import io.chatcluster.archive.Archiver;
import io.chatcluster.broker.Broker;
import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.metrics.Meters;
import io.chatcluster.metrics.Metric;
import io.chatcluster.node.Loop;
import io.chatcluster.node.Node;
import io.chatcluster.node.Retirement;
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
import io.chatcluster.redis.RedisArchiveQueue;
import io.chatcluster.redis.RedisBroker;
import io.chatcluster.redis.RedisMemory;
import io.chatcluster.redis.RedisQuotas;
import io.chatcluster.redis.RedisSubscriptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node: variables, then the objects from the outside in, then clients; and all that backwards
/// on SIGTERM.
///
/// Runs on the main thread, which may wait; nothing here is on the path of a message.
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final long REDIS_PATIENCE_SECONDS = 5;

  /// What a stop may take beyond the drain: a little less than what every deployment leaves it.
  private static final Duration STOP_MARGIN = Duration.ofSeconds(14);

  private final Settings settings;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Health health = new Health();
  private final Vertx vertx;

  private Main(Settings settings) {
    this.settings = settings;
    this.vertx = vertx(settings, registry);
  }

  public static void main(String[] arguments) {
    Ending.watchThreads();
    try {
      if (Migration.asked(arguments)) {
        Migration.run(System.getenv());
        return;
      }
      Settings settings = Settings.of(Configuration.read(System.getenv()));
      LOG.info("{}", settings.values());
      new Main(settings).run();
    } catch (RuntimeException | Error e) {
      Ending.of(e);
    }
  }

  private static Vertx vertx(Settings settings, PrometheusMeterRegistry registry) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(settings.eventLoops())
            .setPreferNativeTransport(true)
            .setMetricsOptions(VertxMeters.options());
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  private void run() {
    EventLoops loops = new EventLoops(vertx, settings.eventLoops());
    loops.onEach(
        _ -> {
          LoopPulse pulse = new LoopPulse(vertx, meters);
          health.watch(pulse);
          return pulse;
        });
    JvmMeters jvm = new JvmMeters(registry);
    manage();
    Database database = new Database(settings.postgres());
    Migration.retry(() -> database.prepare(settings.partitions().count()));
    CountDownLatch connected = new CountDownLatch(loops.size());
    PostgresEpochs epochs = new PostgresEpochs(database);
    RedisBroker.Links links =
        new RedisBroker.Links(
            new RedisMeters(meters, "log", loops.size()),
            new RedisMeters(meters, "reads", loops.size()));
    RedisMemory memory = new RedisMemory(settings.values().number(Variable.REDIS_MEMORY_PERCENT));
    meters.gauge(Metric.REDIS_MEMORY, memory::ratio);
    List<RedisBroker> brokers =
        loops.onEach(
            _ ->
                new RedisBroker(
                    vertx,
                    settings.partitions(),
                    settings.redis(),
                    settings.nodeId(),
                    epochs,
                    links,
                    memory,
                    connected::countDown));
    brokers.forEach(RedisBroker::start);
    NodeMeters counts = new NodeMeters(meters);
    Node node = loops.on(0, () -> node(loops, brokers, database, counts));
    Retirement retirement = loops.on(0, () -> retirement(loops, brokers, database, counts));
    Limits limits = loops.on(0, this::limits);
    RedisQuotas quotas = loops.on(0, () -> quotas(limits));
    RedisSubscriptions subscriptions = loops.on(0, () -> subscribe(node));
    RedisArchiveQueue archiveQueue =
        loops.on(0, () -> archiveQueue(new RedisMeters(meters, RedisMeters.ARCHIVE, 1)));
    Archiver archiver =
        new Archiver(
            archiveQueue,
            new PostgresArchiveStore(database),
            settings.archiver(),
            new ArchiverMeters(
                meters, System::currentTimeMillis, () -> System.nanoTime() / 1_000_000));
    archiver.start();
    await(connected);
    ChatServer server = new ChatServer(vertx, loops, node, limits, settings, meters);
    health.ready();
    LOG.info("node {} listens on port {}", settings.nodeId(), server.port());
    Runnable rest =
        () -> {
          node.stop();
          loops.on(0, () -> closed(retirement::stop));
          archiver.close();
          archiveQueue.close();
          loops.on(0, () -> closed(subscriptions::close));
          loops.on(0, () -> closed(quotas::close));
          loops.onEach(i -> closed(brokers.get(i)::close));
          jvm.close();
          EventLoops.await(vertx.close());
          database.close();
        };
    Thread stop = new Thread(() -> stop(server, rest), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
  }

  private void manage() {
    meters.gauge(Metric.DRAINING, () -> health.isDraining() ? 1 : 0);
    Listening management = Listening.management(settings.values());
    management.await(
        new ManagementServer(vertx, health, registry).listen(management.host(), management.port()));
    Listening.clients(settings.values()).probe(vertx);
  }

  private Node node(
      EventLoops loops, List<RedisBroker> brokers, Database database, NodeMeters counts) {
    List<Loop> own =
        IntStream.range(0, loops.size())
            .<Loop>mapToObj(i -> new VertxLoop(vertx, loops.get(i)))
            .toList();
    Node node =
        new Node(
            own,
            List.<Broker>copyOf(brokers),
            new PostgresArchive(database),
            settings.node(),
            counts);
    meters.gauge(Metric.ROOMS, node::rooms);
    meters.gauge(Metric.WAITING, node::waiting);
    meters.gauge(Metric.MEMBERSHIPS, node::members);
    meters.gauge(Metric.LAGGING, node::lagging);
    return node;
  }

  private Retirement retirement(
      EventLoops loops, List<RedisBroker> brokers, Database database, NodeMeters counts) {
    Retirement retirement =
        new Retirement(
            brokers.getFirst().quietRooms(),
            new PostgresArchive(database),
            new VertxLoop(vertx, loops.get(0)),
            settings.retirement(),
            counts);
    retirement.start();
    return retirement;
  }

  private Limits limits() {
    Limits limits = new Limits(settings.limits(), new LimitMeters(meters));
    for (Limit.Scope scope : Limit.Scope.values()) {
      meters.gauge(Metric.LIMIT_ACCOUNTS, () -> limits.accounts(scope), "scope", scope.wire());
    }
    Loop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
    vertx.setPeriodic(Limits.TICK_MILLIS, _ -> limits.tick(loop.elapsedMillis()));
    return limits;
  }

  private RedisQuotas quotas(Limits limits) {
    RedisQuotas quotas =
        new RedisQuotas(vertx, settings.redis(), new RedisMeters(meters, "limits", 1));
    quotas.start();
    limits.settleWith(quotas);
    return quotas;
  }

  private RedisSubscriptions subscribe(Node node) {
    RedisSubscriptions subscriptions =
        new RedisSubscriptions(
            vertx,
            settings.partitions(),
            settings.redis(),
            new RedisMeters(meters, "pubsub", 1),
            node);
    subscriptions.start();
    node.start(subscriptions);
    return subscriptions;
  }

  private RedisArchiveQueue archiveQueue(RedisMeters link) {
    RedisArchiveQueue log =
        new RedisArchiveQueue(vertx, settings.partitions(), settings.redis(), link);
    log.start();
    return log;
  }

  /// Clients that come before Redis is there are only told to try again: no need to wait for long.
  private static void await(CountDownLatch connected) {
    try {
      if (!connected.await(REDIS_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("starting without Redis");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean closed(Runnable close) {
    close.run();
    return true;
  }

  private void stop(ChatServer server, Runnable rest) {
    LOG.info("draining");
    health.draining();
    Duration delay = settings.values().time(Variable.DRAIN_DELAY);
    Duration window = settings.values().time(Variable.DRAIN_WINDOW);
    Thread.ofPlatform().daemon().name("deadline").start(() -> endBy(delay.plus(window)));
    try {
      park(delay);
      server.drain(window.toMillis());
      server.close();
      rest.run();
      LOG.info("stopped");
    } catch (RuntimeException | Error e) {
      LOG.error("the node could not stop in order", e);
      Runtime.getRuntime().halt(Ending.FAILED);
    }
  }

  /// Ends the process by itself where something hangs: whoever stops a node kills it at the end of
  /// its grace, and would not say why.
  private static void endBy(Duration drain) {
    Duration most = drain.plus(STOP_MARGIN);
    park(most);
    LOG.error("the node did not stop within {} s", most.toSeconds());
    Runtime.getRuntime().halt(Ending.FAILED);
  }

  private static void park(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
