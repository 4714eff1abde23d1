package io.chatcluster.redis;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Clocks;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Epochs;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Memos;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Partitions;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The room log in Redis, over two pipelined connections of one event loop to each server: one for
/// appends and openings, one for reads ([RedisReads]).
///
/// Owned by the loop on which it was made. Each call is one function call in Redis (see
/// `chat1.lua`), which carries the epoch with which its connection passed the fence.
public final class RedisBroker implements Broker {

  private final Keys keys;
  private final RedisSettings settings;
  private final String origin;
  private final Links<FencedLink> links;
  private final Links<RedisReads> reads;
  private final RedisOpenings openings;
  private final Unreadable unreadable = new Unreadable();
  private final RedisMemory memory;
  private final Runnable onUp;

  /// Made on the event loop that will own it.
  ///
  /// @param onUp called whenever all connections stand (again)
  public RedisBroker(Vertx vertx, Shared shared, Runnable onUp) {
    this.keys = new Keys(shared.partitions());
    this.settings = shared.settings();
    this.origin = shared.origin();
    this.onUp = onUp;
    this.memory = shared.memory();
    this.links =
        new Links<>(
            "log",
            settings,
            to -> new FencedLink(vertx, to, shared, shared.events().log(), () -> up(to.server())));
    this.reads =
        new Links<>(
            "reads",
            settings,
            to -> new RedisReads(vertx, to, shared, unreadable, () -> up(to.server())));
    this.openings = new RedisOpenings(keys, settings, links);
  }

  /// What all brokers of a node have in common.
  ///
  /// @param origin id of this node
  public record Shared(
      Partitions partitions,
      RedisSettings settings,
      String origin,
      Epochs epochs,
      Events events,
      RedisMemory memory) {}

  /// Who counts what happens to the connections of each kind.
  public record Events(LinkEvents log, LinkEvents reads) {}

  public void start() {
    links.forEach(FencedLink::start);
  }

  public void close() {
    links.forEach(FencedLink::close);
    reads.forEach(RedisReads::close);
  }

  /// A server's first connection for reads is made after its first for appends, so it finds the
  /// fence passed.
  private void up(int server) {
    reads.all().get(server).start();
    if (links.all().stream().allMatch(FencedLink::isUp)
        && reads.all().stream().allMatch(RedisReads::isUp)) {
      onUp.run();
    }
  }

  @Override
  public long epoch(RoomId room) {
    int partition = partition(room);
    FencedLink link = links.of(partition);
    return link.isUp() ? link.epoch(partition) : -1;
  }

  @Override
  public int partition(RoomId room) {
    return keys.partitions().of(room);
  }

  @Override
  public Future<Append> append(RoomId room, List<Draft> drafts) {
    int partition = partition(room);
    if (isScarce(partition)) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.OVERLOADED, "the memory of Redis is nearly full"));
    }
    FencedLink link = links.of(partition);
    long epoch = link.epoch(partition);
    Request request =
        call(Command.FCALL, "chat1_append", 4 + drafts.size())
            .arg(keys.epoch(partition))
            .arg(keys.head(room))
            .arg(keys.stream(room))
            .arg(keys.archiveQueue(partition));
    for (Draft draft : drafts) {
      request.arg(keys.dedupe(room, draft.user(), draft.id()));
    }
    request
        .arg(epoch)
        .arg(room.value())
        .arg(keys.channel(room))
        .arg(origin)
        .arg(Clocks.remembered(settings.log().idWindow()).toMillis())
        .arg(Clocks.LEEWAY.toMillis())
        .arg(settings.log().backlogLimit());
    for (Draft draft : drafts) {
      request
          .arg(draft.id().timeMillis())
          .arg(proof(draft))
          .arg(draft.kind().value())
          .arg(draft.body());
    }
    return link.send(request).map(answer -> appended(answer, partition, epoch));
  }

  private static String proof(Draft draft) {
    return draft.lostAt().map(Position::toString).orElse(draft.proven() ? "1" : "0");
  }

  private Append appended(Response answer, int partition, long epoch) {
    return switch (answer.get(0).toString()) {
      case "OK" -> {
        List<Append.Outcome> outcomes = new ArrayList<>(answer.size() - 1);
        for (int i = 1; i < answer.size(); i++) {
          outcomes.add(outcome(answer.get(i).toString()));
        }
        yield new Append.Done(outcomes);
      }
      case "FULL" -> new Append.Full();
      case "CLOSED" -> RedisOpenings.closed(answer, epoch);
      default -> links.of(partition).stale(partition);
    };
  }

  private static Append.Outcome outcome(String text) {
    if (text.equals("U")) {
      return new Append.Outcome.Unproven();
    }
    return text.charAt(0) == 'L'
        ? new Append.Outcome.Logged(placed(text, 2, 0), placed(text, 2, 1))
        : new Append.Outcome.Duplicate(placed(text, 2, 0), placed(text, 2, 1));
  }

  /// The position (part 0) or queue id (part 1) of `POSITION QUEUEID`.
  private static Position placed(String text, int from, int part) {
    int space = text.indexOf(' ', from);
    return Position.parse(part == 0 ? text.substring(from, space) : text.substring(space + 1));
  }

  @Override
  public Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    return reads.of(partition(room)).read(room, after, bound, priority);
  }

  @Override
  public Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    return reads.of(partition(room)).readBack(room, before, bound, priority);
  }

  @Override
  public Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms) {
    return openings.queued(rooms);
  }

  @Override
  public Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    return openings.waiting(rooms);
  }

  /// Over the connection for reads: however many there are, no append waits behind them.
  @Override
  public Future<?> signal(Signal signal) {
    return reads.of(keys.partitions().of(signal.to())).signal(signal);
  }

  @Override
  public Future<?> announce(RightsChange change) {
    return reads.of(keys.partitions().of(change.to())).announce(change);
  }

  /// Memos, over the connections for reads.
  public Memos memos() {
    return new RedisMemos(keys, reads);
  }

  @Override
  public boolean isScarce(RoomId room) {
    return isScarce(partition(room));
  }

  private boolean isScarce(int partition) {
    return memory.of(settings.servers().of(partition)).isScarce();
  }

  /// For retiring quiet rooms, over the connections for reads.
  public QuietRooms quietRooms() {
    return new RedisQuietRooms(keys, reads);
  }

  @Override
  public Future<Map<RoomId, Opened>> open(List<Opening> all) {
    return openings.open(all);
  }

  @Override
  public Future<List<Head>> heads(List<RoomId> rooms) {
    List<Future<List<Head>>> answers = new ArrayList<>();
    reads.group(rooms, this::partition).forEach((some, of) -> answers.add(some.heads(of)));
    return Links.reached(answers).map(heads -> heads.stream().flatMap(List::stream).toList());
  }

  @Override
  public Future<Optional<Append.Outcome.Duplicate>> find(RoomId room, UserId user, MessageId id) {
    return links
        .of(partition(room))
        .send(Request.cmd(Command.GET).arg(keys.dedupe(room, user, id)))
        .map(
            placed ->
                Optional.ofNullable(placed)
                    .map(Response::toString)
                    .map(
                        text ->
                            new Append.Outcome.Duplicate(placed(text, 0, 0), placed(text, 0, 1))));
  }

  @Override
  public Future<Optional<Long>> oldestWaiting(RoomId room) {
    int partition = partition(room);
    Request request =
        Request.cmd(Command.XRANGE)
            .arg(keys.archiveQueue(partition))
            .arg("-")
            .arg("+")
            .arg("COUNT")
            .arg(1);
    return links.of(partition).send(request).map(entries -> oldest(room, entries));
  }

  private Optional<Long> oldest(RoomId room, @Nullable Response entries) {
    if (entries == null || entries.size() == 0) {
      return Optional.empty();
    }
    LogEntries.Raw raw = LogEntries.read(entries.get(0));
    return Optional.of(entry(room, raw.at(), raw.entry()).acceptedAt());
  }

  /// An entry, or a failure like that of a log that cannot be reached: nothing is skipped, and
  /// whoever asks again may be answered by a newer node.
  private Publication entry(RoomId room, Position at, byte[] entry) {
    try {
      return EnvelopeCodec.entry(room, at, entry);
    } catch (IllegalArgumentException e) {
      String what = "message " + at + " of room " + room;
      unreadable.say(what, e);
      throw new BrokerException(BrokerException.Kind.UNAVAILABLE, what + " cannot be read", e);
    }
  }

  private static Request call(Command command, String function, int keyCount) {
    return Request.cmd(command).arg(function).arg(keyCount);
  }
}
