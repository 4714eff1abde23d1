package io.chatcluster.redis;

import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The reading half of [RedisBroker], for the partitions of one server and over a connection of its
/// own: appends share neither link nor queue nor deadline with it, so a reader in trouble never
/// delays them.
///
/// Owned by the loop of its broker. What may be on its way to this node is bounded in bytes; what
/// is beyond that waits in a [ReadQueue].
final class RedisReads {

  private static final int HEADS_PER_CALL = 256;

  /// What a head takes in the answer, at most: two numbers, and what Redis puts around them.
  private static final int HEAD_BYTES = 64;

  private static final long EXPIRE_MILLIS = 100;

  private final Vertx vertx;
  private final Keys keys;
  private final FencedLink link;
  private final ReadQueue queue;
  private final Unreadable unreadable;
  private final RedisMemory.Gauge memory;
  private final long timer;
  private boolean started;

  RedisReads(
      Vertx vertx,
      Destination destination,
      RedisBroker.Shared shared,
      Unreadable unreadable,
      Runnable onUp) {
    this.vertx = vertx;
    this.keys = new Keys(shared.partitions());
    this.unreadable = unreadable;
    this.memory = shared.memory().of(destination.server());
    this.queue = new ReadQueue(shared.settings().reads(), System::nanoTime);
    this.link = new FencedLink(vertx, destination, shared, shared.events().reads(), onUp);
    this.timer = vertx.setPeriodic(EXPIRE_MILLIS, _ -> tick());
  }

  private void tick() {
    queue.expire();
    if (link.isUp() && memory.isDue()) {
      link.send(Request.cmd(Command.INFO).arg("memory"))
          .onSuccess(info -> memory.measured(info.toString()));
    }
  }

  /// To be called once; after that it comes back by itself.
  void start() {
    if (!started) {
      started = true;
      link.start();
    }
  }

  void close() {
    vertx.cancelTimer(timer);
    link.close();
  }

  /// Waits for no turn, as it has no answer of any size.
  Future<?> signal(Signal signal) {
    return link.send(
        Request.cmd(Command.SPUBLISH)
            .arg(keys.channel(signal.to()))
            .arg(SignalCodec.encode(signal)));
  }

  Future<?> announce(RightsChange change) {
    return link.send(
        Request.cmd(Command.SPUBLISH)
            .arg(keys.channel(change.to()))
            .arg(RightsCodec.encode(change)));
  }

  boolean isUp() {
    return link.isUp();
  }

  Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    return slice("chat1_read", room, after.toString(), bound, priority);
  }

  Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    String text = before.equals(Position.NONE) ? "" : before.toString();
    return slice("chat1_read_back", room, text, bound, priority);
  }

  private Future<Slice> slice(
      String function, RoomId room, String from, Bound bound, Priority priority) {
    int bytes = bound.count() == 0 ? HEAD_BYTES : bound.bytes();
    return queue.submit(priority, bytes, () -> slice(function, room, from, bound));
  }

  private Future<Slice> slice(String function, RoomId room, String from, Bound bound) {
    int partition = keys.partitions().of(room);
    long epoch = link.epoch(partition);
    Request request =
        Request.cmd(Command.FCALL_RO)
            .arg(function)
            .arg(3)
            .arg(keys.epoch(partition))
            .arg(keys.head(room))
            .arg(keys.stream(room))
            .arg(epoch)
            .arg(from)
            .arg(bound.count())
            .arg(bound.bytes());
    return link.send(request).map(answer -> slice(answer, room, partition, epoch));
  }

  private Slice slice(Response answer, RoomId room, int partition, long epoch) {
    String kind = answer.get(0).toString();
    return switch (kind) {
      case "OK", "CUT" -> {
        List<Publication> publications = new ArrayList<>(answer.size() / 2);
        for (int i = 2; i + 1 < answer.size(); i += 2) {
          Position at = Position.parse(answer.get(i).toString());
          publications.add(entry(room, at, answer.get(i + 1).toBytes()));
        }
        Position head = Position.parse(answer.get(1).toString());
        yield new Slice.Read(head, publications, kind.equals("CUT"));
      }
      case "CLOSED" -> RedisOpenings.closed(answer, epoch);
      default -> link.stale(partition);
    };
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

  Future<List<Head>> heads(List<RoomId> rooms) {
    Map<Integer, List<RoomId>> byPartition = new HashMap<>();
    for (RoomId room : rooms) {
      byPartition.computeIfAbsent(keys.partitions().of(room), _ -> new ArrayList<>()).add(room);
    }
    List<Head> heads = new ArrayList<>(rooms.size());
    List<Future<?>> answers = new ArrayList<>();
    byPartition.forEach(
        (partition, all) -> {
          for (int from = 0; from < all.size(); from += HEADS_PER_CALL) {
            List<RoomId> some = all.subList(from, Math.min(all.size(), from + HEADS_PER_CALL));
            answers.add(
                queue.submit(
                    Priority.NODE,
                    some.size() * HEAD_BYTES,
                    () -> heads(partition, some, heads).mapEmpty()));
          }
        });
    return Future.all(answers).map(heads);
  }

  private Future<?> heads(int partition, List<RoomId> rooms, List<Head> into) {
    Request request =
        Request.cmd(Command.FCALL_RO)
            .arg("chat1_heads")
            .arg(2 + rooms.size())
            .arg(keys.epoch(partition))
            .arg(keys.archiveQueue(partition));
    for (RoomId room : rooms) {
      request.arg(keys.head(room));
    }
    request.arg(link.epoch(partition));
    return link.send(request)
        .onSuccess(
            answer -> {
              if (answer.get(0).toString().equals("STALE")) {
                link.stale(partition);
                return;
              }
              for (int i = 0; i < rooms.size(); i++) {
                into.add(head(rooms.get(i), answer.get(i + 1).toString()));
              }
            });
  }

  private static Head head(RoomId room, String text) {
    return switch (text.charAt(0)) {
      case '?' -> new Head(room, Position.NONE, Head.State.UNKNOWN);
      case '!' -> new Head(room, Position.parse(text.substring(1)), Head.State.CLOSED);
      default -> new Head(room, Position.parse(text), Head.State.OPEN);
    };
  }

  /// For callers with a request of their own.
  Future<Response> send(Request request) {
    return link.send(request);
  }
}
