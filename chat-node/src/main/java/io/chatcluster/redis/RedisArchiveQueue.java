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

/// The archive queue in Redis, over one connection to each server ([QueueLink]).
///
/// Called by the archiver's thread; the connections live on the event loop on which this was made.
/// While a server is away its partitions are skipped, and those of the others are archived.
public final class RedisArchiveQueue implements ArchiveQueue {

  private static final long ANSWER_MILLIS = 10_000;
  private static final int REFILL_LIMIT = 10_000;

  /// How long one read may block.
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  /// The same if several servers are asked: what one has must wait until all have answered.
  private static final Duration SHARED_WAIT = Duration.ofMillis(10);

  private final Keys keys;
  private final RedisSettings settings;
  private final Context context;
  private final Links<QueueLink> links;

  /// Made on the event loop that will own the connections.
  public RedisArchiveQueue(
      Vertx vertx, Partitions partitions, RedisSettings settings, LinkEvents metrics) {
    this.keys = new Keys(partitions);
    this.settings = settings;
    this.context = vertx.getOrCreateContext();
    this.links =
        new Links<>(
            "archive", settings, destination -> new QueueLink(vertx, destination, keys, metrics));
  }

  public void start() {
    links.forEach(QueueLink::start);
  }

  public void close() {
    context.runOnContext(_ -> links.forEach(QueueLink::close));
  }

  @Override
  public Batch read(Map<Integer, Position> cursors, int limit, Duration wait) {
    long began = System.nanoTime();
    while (true) {
      Batch all = readOnce(cursors, limit, wait);
      boolean found = !all.entries().isEmpty() || !all.unreadable().isEmpty();
      if (found || System.nanoTime() - began >= wait.toNanos()) {
        return all;
      }
    }
  }

  private Batch readOnce(Map<Integer, Position> cursors, int limit, Duration wait) {
    List<Integer> partitions = new ArrayList<>(cursors.keySet());
    // Redis applies the limit to each log by itself, so together they may have far more; then
    // somebody else gets the first turn each time.
    Collections.shuffle(partitions);
    Map<QueueLink, List<Integer>> parts = links.group(partitions, partition -> partition);
    Duration longest = parts.size() > 1 ? SHARED_WAIT : LONGEST_WAIT;
    Duration block = wait.compareTo(longest) > 0 ? longest : wait;
    List<Batch> batches =
        await(
            () -> {
              List<Future<Batch>> reads = new ArrayList<>();
              parts.forEach((link, some) -> reads.add(link.read(some, cursors, limit, block)));
              return Links.reached(reads);
            });
    return together(batches, limit);
  }

  private static Batch together(List<Batch> batches, int limit) {
    List<Entry> entries = new ArrayList<>();
    Map<Integer, Long> epochs = new HashMap<>();
    Map<Integer, String> unreadable = new HashMap<>();
    for (Batch batch : batches) {
      entries.addAll(batch.entries());
      epochs.putAll(batch.epochs());
      unreadable.putAll(batch.unreadable());
    }
    List<Entry> some = entries.size() <= limit ? entries : entries.subList(0, limit);
    return new Batch(some, epochs, unreadable);
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
    for (Response item : await(() -> of(room).send(request))) {
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

  /// A partition's announcement goes the way of its wake-ups: whoever hears the one hears the
  /// other.
  @Override
  public void announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded) {
    await(
        () -> {
          List<Future<Response>> told = new ArrayList<>();
          links
              .group(committed.keySet(), partition -> partition)
              .forEach(
                  (link, some) -> {
                    String text = Announcement.write(of(some, committed), of(some, discarded));
                    told.add(link.send(Request.cmd(Command.SPUBLISH).arg(Keys.ACKS).arg(text)));
                  });
          return Future.all(told);
        });
  }

  private static <T> Map<Integer, T> of(List<Integer> some, Map<Integer, T> all) {
    Map<Integer, T> part = new HashMap<>(all);
    part.keySet().retainAll(some);
    return part;
  }

  @Override
  public void raise(List<ArchiveStore.Newer> epochs) {
    for (ArchiveStore.Newer newer : epochs) {
      // The function ignores an epoch of another incarnation: a master that was replaced must not
      // be raised to its successor's epoch.
      Request fence =
          Fence.fenced(keys, "chat1_fence", newer.partition())
              .arg(newer.epoch())
              .arg(newer.incarnation());
      await(() -> links.of(newer.partition()).send(fence));
    }
  }

  @Override
  public void trimQueues(Map<Integer, Position> upTo) {
    await(
        () -> {
          List<Future<Response>> trimmed = new ArrayList<>();
          upTo.forEach(
              (partition, queueId) ->
                  trimmed.add(
                      links
                          .of(partition)
                          .send(
                              Request.cmd(Command.XTRIM)
                                  .arg(keys.archiveQueue(partition))
                                  .arg("MINID")
                                  .arg(
                                      new Position(queueId.epoch(), queueId.offset() + 1)
                                          .toString()))));
          return Future.all(trimmed);
        });
  }

  @Override
  public void trimRooms(Map<RoomId, Position> committed) {
    await(
        () -> {
          List<Future<Response>> trimmed = new ArrayList<>();
          committed.forEach((room, at) -> trimmed.add(of(room).send(trim(room, at))));
          return Future.all(trimmed);
        });
  }

  private Request trim(RoomId room, Position committed) {
    return Request.cmd(Command.FCALL)
        .arg("chat1_trim")
        .arg(1)
        .arg(keys.stream(room))
        .arg(committed.toString())
        .arg(settings.log().keep())
        .arg(settings.log().max())
        .arg(settings.log().maxBytes());
  }

  @Override
  public Backlog backlog(Set<Integer> partitions) {
    List<Backlog> parts =
        await(
            () -> {
              List<Future<Backlog>> asked = new ArrayList<>();
              links
                  .group(partitions, partition -> partition)
                  .forEach((link, some) -> asked.add(link.backlog(some)));
              return Links.reached(asked);
            });
    long entries = 0;
    long oldest = 0;
    Map<Integer, Position> fronts = new HashMap<>();
    for (Backlog part : parts) {
      entries += part.entries();
      boolean older = oldest == 0 || (part.oldestMillis() > 0 && part.oldestMillis() < oldest);
      oldest = older ? part.oldestMillis() : oldest;
      fronts.putAll(part.fronts());
    }
    return new Backlog(entries, oldest, fronts);
  }

  private QueueLink of(RoomId room) {
    return links.of(keys.partitions().of(room));
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
}
