package io.chatcluster.redis;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Partitions;
import io.chatcluster.broker.Reason;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The archive queue in Redis, over a connection of its own: its reads block.
///
/// Called by the archiver's thread; the connection lives on the event loop on which this
/// was made. The epoch of each partition is read before its entries, so entries are never
/// taken for older than they are, and the archive refuses those that are.
public final class RedisArchiveQueue implements ArchiveQueue {

  private static final long ANSWER_MILLIS = 10_000;
  private static final int REFILL_LIMIT = 10_000;

  /// How often Redis is asked whether it may drop keys: somebody may set that at any time.
  private static final long LOOK_MILLIS = 60_000;

  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private final Keys keys;
  private final RedisSettings settings;
  private final Context context;
  private final RedisLink link;
  private final Eviction eviction;
  private final Vertx vertx;
  private final long look;

  /// Made on the event loop that will own the connection.
  public RedisArchiveQueue(
      Vertx vertx, Partitions partitions, RedisSettings settings, LinkEvents metrics) {
    this.keys = new Keys(partitions);
    this.settings = settings;
    this.context = vertx.getOrCreateContext();
    this.link = new RedisLink(vertx, "archive", settings, metrics, new Owner());
    this.eviction = new Eviction(metrics);
    this.vertx = vertx;
    this.look = vertx.setPeriodic(LOOK_MILLIS, _ -> eviction.look(link));
  }

  public void start() {
    link.start();
  }

  public void close() {
    vertx.cancelTimer(look);
    context.runOnContext(_ -> link.close());
  }

  @Override
  public Batch read(Map<Integer, Position> cursors, int limit, Duration wait) {
    List<Integer> partitions = new ArrayList<>(cursors.keySet());
    // Redis counts for each log by itself: together they may have far more than the limit, and
    // then it is somebody else's turn first each time.
    Collections.shuffle(partitions);
    Request epochs = Request.cmd(Command.MGET);
    partitions.forEach(p -> epochs.arg(keys.epoch(p)));
    Duration block = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    Request entries = Request.cmd(Command.XREAD).arg("COUNT").arg(limit);
    if (block.isPositive()) {
      entries.arg("BLOCK").arg(block.toMillis());
    }
    entries.arg("STREAMS");
    partitions.forEach(p -> entries.arg(keys.archiveQueue(p)));
    partitions.forEach(p -> entries.arg(String.valueOf(cursors.get(p))));
    List<Response> answers =
        await(() -> Future.all(link.send(epochs), link.send(entries)).map(all -> all.list()));
    Batch all = batch(partitions, answers.get(0), answers.size() > 1 ? answers.get(1) : null);
    return all.entries().size() <= limit
        ? all
        : new Batch(all.entries().subList(0, limit), all.epochs(), all.unreadable());
  }

  private Batch batch(List<Integer> partitions, Response epochs, @Nullable Response streams) {
    Map<Integer, Long> known = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    Map<Integer, String> unreadable = new HashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      int partition = partitions.get(i);
      Response epoch = epochs.get(i);
      Response items = streams == null ? null : streams.get(keys.archiveQueue(partition));
      // Without an epoch Redis has lost this partition; whoever opens a room there will fence
      // it.
      if (epoch != null) {
        known.put(partition, epoch.toLong());
        if (items != null) {
          addAll(partition, items, entries, unreadable);
        }
      }
    }
    return new Batch(entries, known, unreadable);
  }

  /// Up to the first that cannot be read: behind it nothing of its partition may be passed.
  private static void addAll(
      int partition, Response items, List<Entry> entries, Map<Integer, String> unreadable) {
    for (Response item : items) {
      LogEntries.Raw raw = LogEntries.read(item);
      try {
        entries.add(
            new Entry(
                partition, raw.queueId(), EnvelopeCodec.entry(raw.room(), raw.at(), raw.entry())));
      } catch (IllegalArgumentException e) {
        unreadable.put(
            partition,
            "message %s of room %s cannot be read: %s"
                .formatted(raw.at(), raw.room(), Reason.of(e)));
        return;
      }
    }
  }

  @Override
  public List<Publication> readRoom(RoomId room, Position after, Position upTo) {
    Request request =
        Request.cmd(Command.XRANGE)
            .arg(keys.stream(room))
            .arg("(" + after)
            .arg(upTo.toString())
            .arg("COUNT")
            .arg(REFILL_LIMIT);
    List<Publication> publications = new ArrayList<>();
    for (Response item : await(() -> link.send(request))) {
      Position at = Position.parse(item.get(0).toString());
      try {
        publications.add(EnvelopeCodec.entry(room, at, item.get(1).get(1).toBytes()));
      } catch (IllegalArgumentException _) {
        // What is missing behind it stays missing, and its partition stands still.
        return publications;
      }
    }
    return publications;
  }

  @Override
  public void announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded) {
    Request request =
        Request.cmd(Command.SPUBLISH).arg(Keys.ACKS).arg(Announcement.write(committed, discarded));
    await(() -> link.send(request));
  }

  @Override
  public void raise(List<ArchiveStore.Newer> epochs) {
    for (ArchiveStore.Newer newer : epochs) {
      // The function disregards an epoch of another incarnation: a master that was replaced must
      // not be raised to the epoch of its successor.
      Request fence =
          Fence.fenced(keys, "chat1_fence", newer.partition())
              .arg(newer.epoch())
              .arg(newer.incarnation());
      await(() -> link.send(fence));
    }
  }

  @Override
  public void trimQueues(Map<Integer, Position> upTo) {
    List<Request> requests = new ArrayList<>();
    upTo.forEach(
        (partition, queueId) ->
            requests.add(
                Request.cmd(Command.XTRIM)
                    .arg(keys.archiveQueue(partition))
                    .arg("MINID")
                    .arg(new Position(queueId.epoch(), queueId.offset() + 1).toString())));
    await(() -> Future.all(requests.stream().map(link::send).toList()));
  }

  @Override
  public void trimRooms(Map<RoomId, Position> committed) {
    List<Request> requests = new ArrayList<>();
    committed.forEach(
        (room, at) ->
            requests.add(
                Request.cmd(Command.FCALL)
                    .arg("chat1_trim")
                    .arg(1)
                    .arg(keys.stream(room))
                    .arg(at.toString())
                    .arg(settings.log().keep())
                    .arg(settings.log().max())
                    .arg(settings.log().maxBytes())));
    await(() -> Future.all(requests.stream().map(link::send).toList()));
  }

  @Override
  public Backlog backlog(Set<Integer> partitions) {
    List<Integer> asked = List.copyOf(partitions);
    List<Future<Response>> lengths = new ArrayList<>();
    await(
        () -> {
          for (int p : asked) {
            lengths.add(link.send(Request.cmd(Command.XLEN).arg(keys.archiveQueue(p))));
          }
          return Future.all(lengths);
        });
    Map<Integer, Future<Response>> firsts = new HashMap<>();
    long entries = 0;
    List<Integer> waiting = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      long length = count(lengths.get(i).result());
      entries += length;
      if (length > 0) {
        waiting.add(asked.get(i));
      }
    }
    if (waiting.isEmpty()) {
      return new Backlog(0, 0, Map.of());
    }
    await(
        () -> {
          for (int p : waiting) {
            Request first = Request.cmd(Command.XRANGE).arg(keys.archiveQueue(p)).arg("-").arg("+");
            firsts.put(p, link.send(first.arg("COUNT").arg(1)));
          }
          return Future.all(List.copyOf(firsts.values()));
        });
    long oldest = Long.MAX_VALUE;
    Map<Integer, Position> fronts = new HashMap<>();
    for (Map.Entry<Integer, Future<Response>> first : firsts.entrySet()) {
      for (Response item : first.getValue().result()) {
        oldest = Math.min(oldest, acceptedAt(item));
        fronts.put(first.getKey(), LogEntries.read(item).queueId());
      }
    }
    return new Backlog(entries, oldest == Long.MAX_VALUE ? 0 : oldest, fronts);
  }

  private static long count(Response length) {
    Long count = length.toLong();
    return count == null ? 0 : count;
  }

  /// One that cannot be read has its own alarm: its partition halts.
  private static long acceptedAt(Response item) {
    LogEntries.Raw raw = LogEntries.read(item);
    try {
      return EnvelopeCodec.entry(raw.room(), raw.at(), raw.entry()).acceptedAt();
    } catch (IllegalArgumentException _) {
      return Long.MAX_VALUE;
    }
  }

  private <T> T await(Supplier<Future<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    context.runOnContext(
        _ ->
            call.get()
                .onComplete(
                    done -> {
                      if (done.succeeded()) {
                        answer.complete(done.result());
                      } else {
                        answer.completeExceptionally(done.cause());
                      }
                    }));
    try {
      return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(BrokerException.Kind.UNAVAILABLE, "interrupted", e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          BrokerException.Kind.UNAVAILABLE,
          "no answer from Redis (archive) within " + ANSWER_MILLIS + " ms",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BrokerException known
          ? known
          : new BrokerException(
              BrokerException.Kind.UNAVAILABLE,
              Reason.of(e.getCause() == null ? e : e.getCause()),
              e);
    }
  }

  private final class Owner implements RedisLink.Owner {

    @Override
    public Future<?> prepare(RedisConnection connection) {
      return Future.succeededFuture();
    }

    @Override
    public void up() {
      eviction.look(link);
    }
  }
}
