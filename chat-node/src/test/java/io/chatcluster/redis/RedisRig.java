package io.chatcluster.redis;

import static org.awaitility.Awaitility.await;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.MemoryEpochs;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Partitions;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A real Redis, or several that share the partitions, one event loop, and a broker on it.
final class RedisRig implements AutoCloseable {

  static final Partitions PARTITIONS = new Partitions(4);
  static final UserId ADA = new UserId("ada");
  static final UserId BOB = new UserId("bob");
  static final int BACKLOG_LIMIT = 50;
  static final int LOG_BYTES = 60_000;

  static final RedisSettings.Reads READS =
      new RedisSettings.Reads(1 << 20, 100, Duration.ofSeconds(7));
  static final RedisSettings.Log LOG =
      new RedisSettings.Log(Duration.ofMinutes(10), BACKLOG_LIMIT, 5, 10, LOG_BYTES);
  static final Bound PAGE = new Bound(100, 1 << 19);

  private static long random = 1;

  /// Partition by partition in turn.
  final List<TestRedis> servers;

  /// The first one.
  final TestRedis redis;

  final MemoryEpochs ledger = new MemoryEpochs();
  final Vertx vertx = Vertx.vertx();
  final Context loop = vertx.getOrCreateContext();
  final RedisBroker broker;
  final RedisMemory memory;
  private final AtomicInteger readable = new AtomicInteger();
  private final RedisBroker.Events events =
      new RedisBroker.Events(LinkEvents.NONE, new ReadLinks(readable));

  RedisRig() {
    this(1);
  }

  /// @param count of servers
  RedisRig(int count) {
    servers = Stream.generate(TestRedis::new).limit(count).toList();
    redis = servers.getFirst();
    memory = new RedisMemory(85, count);
    broker = another();
    awaitUp();
  }

  /// A broker of its own, as another node has it.
  RedisBroker another() {
    RedisBroker made =
        on(
            () ->
                Future.succeededFuture(
                    new RedisBroker(
                        vertx,
                        new RedisBroker.Shared(
                            PARTITIONS, settings(), "n1", ledger, events, memory),
                        () -> {})));
    made.start();
    return made;
  }

  RedisSettings settings() {
    return new RedisSettings(
        RedisServers.several(
            servers.stream()
                .map(server -> new RedisSettings.Server(server.url(), "", RedisTls.STANDARD))
                .toList(),
            partition -> partition % servers.size()),
        Duration.ofSeconds(1),
        200,
        LOG,
        READS);
  }

  void awaitUp() {
    await()
        .atMost(Duration.ofSeconds(8))
        .until(
            () ->
                inEachPartition().stream().allMatch(room -> epoch(room) > 0)
                    && readable.get() >= servers.size());
  }

  /// A room of each partition, in their order.
  static List<RoomId> inEachPartition() {
    return IntStream.range(0, PARTITIONS.count()).mapToObj(p -> inPartition(p, "any")).toList();
  }

  /// A room of this partition whose name begins so.
  static RoomId inPartition(int partition, String name) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> new RoomId(name + i))
        .filter(room -> PARTITIONS.of(room) == partition)
        .findFirst()
        .orElseThrow();
  }

  /// The server that keeps the room.
  TestRedis redis(RoomId room) {
    return servers.get(PARTITIONS.of(room) % servers.size());
  }

  long epoch(RoomId room) {
    return epoch(broker, room);
  }

  long epoch(RedisBroker of, RoomId room) {
    return on(() -> Future.succeededFuture(of.epoch(room)));
  }

  /// Calls on the loop and waits for the answer.
  <T> T on(Supplier<Future<T>> call) {
    return Answers.on(loop, call);
  }

  Append append(RoomId room, Draft... drafts) {
    return on(() -> broker.append(room, List.of(drafts)));
  }

  /// Appends to an open room; the places of what was new.
  List<Position> log(RoomId room, Draft... drafts) {
    return ((Append.Done) append(room, drafts))
        .outcomes().stream().map(outcome -> ((Append.Outcome.Logged) outcome).at()).toList();
  }

  Closed closed(RoomId room) {
    return (Closed) slice(room, Position.NONE);
  }

  /// The connection for reads learns a new epoch by itself, a little later than the other.
  private Slice slice(RoomId room, Position after) {
    Slice[] found = {new Stale()};
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              found[0] = on(() -> broker.read(room, after, PAGE, Priority.CLIENT));
              return !(found[0] instanceof Stale);
            });
    return found[0];
  }

  boolean open(RoomId room, Closed closed, Publication... restored) {
    return open(opening(room, closed, false, restored));
  }

  /// What becomes of an answer that the room is closed, with these rows in the archive.
  Opening opening(RoomId room, Closed closed, boolean reset, Publication... restored) {
    Waiting waiting = on(() -> broker.queued(List.of(room))).getOrDefault(room, Waiting.UNKNOWN);
    List<Publication> rows = List.of(restored);
    Position newest = rows.isEmpty() ? closed.last() : rows.getLast().at();
    return new Opening(
        room, closed, rows, List.of(), List.of(), waiting.look(), newest, reset, false);
  }

  boolean open(Opening opening) {
    return on(() -> broker.open(List.of(opening))).get(opening.room()) instanceof Opened.Open;
  }

  RoomId openRoom(String name) {
    RoomId room = new RoomId(name);
    if (!open(room, closed(room))) {
      throw new IllegalStateException(name + " could not be opened");
    }
    return room;
  }

  Slice.Read read(RoomId room, Position after) {
    return (Slice.Read) slice(room, after);
  }

  static List<String> ats(List<Publication> publications) {
    return publications.stream().map(p -> p.at().toString()).toList();
  }

  static Draft draft(UserId user, String text) {
    return draft(user, System.currentTimeMillis(), text);
  }

  static Draft draft(UserId user, long madeAt, String text) {
    return Draft.of(
        new Content.Chat(
            MessageId.create(madeAt, random, random++), user, "Someone", madeAt, text));
  }

  static Publication archived(RoomId room, String at, String prev) {
    return new Publication(
        room, Position.parse(at), Position.parse(prev), "n9", Kind.CHAT, draft(BOB, "old").body());
  }

  @Override
  public void close() {
    on(
        () -> {
          broker.close();
          return Future.succeededFuture();
        });
    Answers.of(vertx.close());
    servers.forEach(TestRedis::close);
  }

  /// How many connections for reads stand.
  private record ReadLinks(AtomicInteger standing) implements LinkEvents {

    @Override
    public void up() {
      standing.incrementAndGet();
    }

    @Override
    public void down() {
      standing.decrementAndGet();
    }

    @Override
    public void answered(long nanos) {}
  }
}
