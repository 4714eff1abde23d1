package io.chatcluster;

import io.chatcluster.archive.Archiver;
import io.chatcluster.archive.ArchiverEvents;
import io.chatcluster.archive.ArchiverSettings;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Partitions;
import io.chatcluster.launch.EventLoops;
import io.chatcluster.node.Loop;
import io.chatcluster.node.Node;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.node.NodeSettings;
import io.chatcluster.node.Receipt;
import io.chatcluster.node.Retirement;
import io.chatcluster.node.TestSettings;
import io.chatcluster.node.VertxLoop;
import io.chatcluster.postgres.Database;
import io.chatcluster.postgres.PostgresArchive;
import io.chatcluster.postgres.PostgresArchiveStore;
import io.chatcluster.postgres.PostgresEpochs;
import io.chatcluster.postgres.PostgresSettings;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.redis.RedisArchiveQueue;
import io.chatcluster.redis.RedisBroker;
import io.chatcluster.redis.RedisMemory;
import io.chatcluster.redis.RedisServers;
import io.chatcluster.redis.RedisSettings;
import io.chatcluster.redis.RedisSubscriptions;
import io.chatcluster.redis.RedisTls;
import io.chatcluster.redis.TestRedis;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Member;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Outlet;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One node of real parts, but for its sockets: two event loops, a Redis and a PostgreSQL of its
/// own, and an archiver that works when it is told to.
final class OneNode implements AutoCloseable {

  static final Partitions PARTITIONS = new Partitions(8);
  static final long ACK_TIMEOUT_MILLIS = 5_000;
  static final UserId ADA = new UserId("ada");
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final AtomicLong RANDOM = new AtomicLong();

  final TestRedis redis;
  private final EmbeddedPostgres postgres;

  /// Whether the servers end with this node.
  private final boolean owner;

  private final Database database;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final EventLoops loops = new EventLoops(vertx, 2);
  private final Node node;
  private final List<RedisBroker> brokers;
  private final RedisSubscriptions subscriptions;
  private final RedisMemory memory = new RedisMemory(85, 1);
  private final NodeEvents events;
  private @Nullable RedisArchiveQueue archiveQueue;
  private @Nullable Archiver archiver;

  /// What senders were told before they tried again.
  final Set<ErrorCode> refused = ConcurrentHashMap.newKeySet();

  OneNode(NodeEvents events) {
    this(events, ACK_TIMEOUT_MILLIS);
  }

  /// @param ackTimeoutMillis by when everybody has an answer
  OneNode(NodeEvents events, long ackTimeoutMillis) {
    this(events, ackTimeoutMillis, new TestRedis(), postgres(), true);
  }

  /// Another node on the same servers.
  OneNode(OneNode beside) {
    this(new NodeEvents() {}, ACK_TIMEOUT_MILLIS, beside.redis, beside.postgres, false);
  }

  private static EmbeddedPostgres postgres() {
    try {
      return EmbeddedPostgres.builder().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OneNode(
      NodeEvents events,
      long ackTimeoutMillis,
      TestRedis redis,
      EmbeddedPostgres postgres,
      boolean owner) {
    this.redis = redis;
    this.postgres = postgres;
    this.owner = owner;
    this.events = events;
    String url = postgres.getJdbcUrl("postgres", "postgres");
    database =
        new Database(
            new PostgresSettings(
                url,
                new PostgresSettings.Role("postgres", "postgres"),
                new PostgresSettings.Pool(4, 1_000),
                new PostgresSettings.Patience(TIME, TIME, TIME)));
    database.prepare(PARTITIONS.count());
    RedisBroker.Shared shared =
        new RedisBroker.Shared(
            PARTITIONS,
            settings(),
            "n1",
            new PostgresEpochs(database),
            new RedisBroker.Events(LinkEvents.NONE, LinkEvents.NONE),
            memory);
    brokers = loops.onEach(_ -> new RedisBroker(vertx, shared, () -> {}));
    brokers.forEach(RedisBroker::start);
    node = loops.on(0, () -> node(events, ackTimeoutMillis));
    subscriptions =
        loops.on(
            0,
            () ->
                new RedisSubscriptions(
                    vertx, PARTITIONS, settings(), LinkEvents.NONE, node.listener()));
    subscriptions.start();
    loops.on(
        0,
        () -> {
          node.start(subscriptions);
          return true;
        });
  }

  private RedisSettings settings() {
    RedisSettings.Reads reads = new RedisSettings.Reads(8 << 20, 10_000, Duration.ofSeconds(10));
    return new RedisSettings(
        RedisServers.one(new RedisSettings.Server(redis.url(), "", RedisTls.STANDARD)),
        TIME,
        10_000,
        new RedisSettings.Log(Duration.ofMinutes(10), 100_000, 200, 1_000, 1 << 20),
        reads);
  }

  private Node node(NodeEvents events, long ackTimeoutMillis) {
    List<Loop> own =
        IntStream.range(0, 2).<Loop>mapToObj(i -> new VertxLoop(vertx, loops.get(i))).toList();
    NodeSettings settings = TestSettings.node(TestSettings.publish(ackTimeoutMillis));
    return new Node(
        own, List.<Broker>copyOf(brokers), new PostgresArchive(database), settings, events);
  }

  /// A connection to PostgreSQL of the test's own.
  Connection database() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  void startArchiver() {
    RedisArchiveQueue log =
        loops.on(0, () -> new RedisArchiveQueue(vertx, PARTITIONS, settings(), LinkEvents.NONE));
    log.start();
    Archiver started =
        new Archiver(
            log,
            new PostgresArchiveStore(database),
            new ArchiverSettings(
                PARTITIONS.count(), 500, Duration.ofMillis(2), Duration.ofSeconds(2)),
            new ArchiverEvents() {});
    started.start();
    archiveQueue = log;
    archiver = started;
  }

  void stopArchiver() {
    if (archiver != null && archiveQueue != null) {
      archiver.close();
      archiveQueue.close();
      archiver = null;
    }
  }

  /// Lets rooms leave that have been quiet for so long.
  void retire(Duration quiet) {
    loops.on(
        0,
        () -> {
          new Retirement(
                  brokers.getFirst().quietRooms(),
                  new PostgresArchive(database),
                  new VertxLoop(vertx, loops.get(0)),
                  memory::isScarce,
                  new Retirement.Settings(quiet, quiet),
                  events)
              .start();
          return true;
        });
  }

  /// The share of its memory that Redis uses, as this node knows it.
  double memory() {
    return memory.ratio();
  }

  static MessageId id() {
    return MessageId.create(
        System.currentTimeMillis(), RANDOM.incrementAndGet(), RANDOM.incrementAndGet());
  }

  /// Says something and goes on to say it, with the same id, until it is stored.
  CompletableFuture<Position> say(RoomId room, MessageId id, String text) {
    CompletableFuture<Position> stored = new CompletableFuture<>();
    Content content = new Content.Chat(id, ADA, "Ada", System.currentTimeMillis(), text);
    on(0).runOnContext(_ -> say(room, content, stored));
    return stored;
  }

  private void say(RoomId room, Content content, CompletableFuture<Position> stored) {
    node.part(0)
        .publisher()
        .publish(
            room,
            content,
            new Receipt() {
              @Override
              public void stored(Position at) {
                stored.complete(at);
              }

              @Override
              public void failed(ErrorCode code, long retryAfterMillis) {
                refused.add(code);
                vertx.setTimer(100, _ -> say(room, content, stored));
              }
            });
  }

  private Context on(int loop) {
    return loops.get(loop);
  }

  /// Does something with a loop's share of the node, on that loop.
  void on(int loop, Consumer<NodeLoop> task) {
    on(loop).runOnContext(_ -> task.accept(node.part(loop)));
  }

  /// Enters a room on a loop; where the membership begins. Fails if it is refused.
  ///
  /// @param heard what is said there from then on
  CompletableFuture<Position> join(int loop, RoomId room, List<Publication> heard) {
    Listener listener = new Listener(heard);
    join(loop, room, listener);
    return listener.joined;
  }

  private static final class Listener implements Member, Outlet {

    private final CompletableFuture<Position> joined = new CompletableFuture<>();
    private final List<Publication> heard;

    Listener(List<Publication> heard) {
      this.heard = heard;
    }

    @Override
    public String session() {
      return "n1.1";
    }

    @Override
    public Outlet outlet() {
      return this;
    }

    @Override
    public void read(Batch batch) {}

    @Override
    public Offer offer(Delivery delivery) {
      if (delivery instanceof Batch batch) {
        heard.addAll(batch.publications());
      }
      return Offer.ACCEPTED;
    }

    @Override
    public void push(Push push) {}

    @Override
    public void joined(Position from, Position head, boolean recovered) {
      joined.complete(head);
    }

    @Override
    public void refused(ErrorCode code) {
      joined.completeExceptionally(new IllegalStateException("refused: " + code));
    }

    @Override
    public void rightsChanged() {}

    @Override
    public boolean writable() {
      return true;
    }
  }

  /// Enters a room on a loop.
  void join(int loop, RoomId room, Member member) {
    on(loop).runOnContext(_ -> node.part(loop).join(room, null, member));
  }

  /// Asks a loop's share of the node, and waits.
  <T> T ask(int loop, Function<NodeLoop, Future<T>> question) {
    return Answers.on(on(loop), () -> question.apply(node.part(loop)));
  }

  List<Publication> history(RoomId room) {
    return ask(1, part -> part.history(room, Position.NONE, 100)).publications();
  }

  /// The prefix of the names of the room's keys.
  static String keys(RoomId room) {
    return queue(room).replace(":queue", ":r:" + room);
  }

  static String queue(RoomId room) {
    return "{p" + PARTITIONS.of(room) + "}:queue";
  }

  @Override
  public void close() {
    node.stop();
    stopArchiver();
    loops.on(
        0,
        () -> {
          subscriptions.close();
          return true;
        });
    loops.onEach(
        i -> {
          brokers.get(i).close();
          return true;
        });
    EventLoops.await(vertx.close());
    database.close();
    if (!owner) {
      return;
    }
    redis.close();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
