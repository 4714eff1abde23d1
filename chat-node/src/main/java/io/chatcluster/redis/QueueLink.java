package io.chatcluster.redis;

import io.chatcluster.archive.ArchiveQueue.Backlog;
import io.chatcluster.archive.ArchiveQueue.Batch;
import io.chatcluster.archive.ArchiveQueue.Entry;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.broker.Reason;
import io.chatcluster.protocol.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The archive queues of one server, over a connection of their own: its reads block.
///
/// Owned by the event loop on which it was made. The epoch of each partition is read before its
/// entries, so they can only be taken for older than they are, and then the archive refuses them.
final class QueueLink {

  /// How often Redis is asked whether it may drop keys: somebody may set that at any time.
  private static final long LOOK_MILLIS = 60_000;

  private final Vertx vertx;
  private final Keys keys;
  private final RedisLink link;
  private final Eviction eviction;
  private final long look;

  QueueLink(Vertx vertx, Destination destination, Keys keys, LinkEvents metrics) {
    this.vertx = vertx;
    this.keys = keys;
    this.link = new RedisLink(vertx, destination, metrics, new Owner());
    this.eviction = new Eviction(metrics);
    this.look = vertx.setPeriodic(LOOK_MILLIS, _ -> eviction.look(link));
  }

  void start() {
    link.start();
  }

  void close() {
    vertx.cancelTimer(look);
    link.close();
  }

  Future<Response> send(Request request) {
    return link.send(request);
  }

  /// Reads on in these partitions.
  ///
  /// @param limit of the entries of each
  /// @param wait for the first entry of any
  Future<Batch> read(
      List<Integer> partitions, Map<Integer, Position> cursors, int limit, Duration wait) {
    Request epochs = Request.cmd(Command.MGET);
    partitions.forEach(p -> epochs.arg(keys.epoch(p)));
    Request entries = Request.cmd(Command.XREAD).arg("COUNT").arg(limit);
    if (wait.isPositive()) {
      entries.arg("BLOCK").arg(wait.toMillis());
    }
    entries.arg("STREAMS");
    partitions.forEach(p -> entries.arg(keys.archiveQueue(p)));
    partitions.forEach(p -> entries.arg(String.valueOf(cursors.get(p))));
    Future<Response> known = link.send(epochs);
    Future<@Nullable Response> streams = link.send(entries).map(found -> found);
    return known.compose(all -> streams.map(found -> batch(partitions, all, found)));
  }

  private Batch batch(List<Integer> partitions, Response epochs, @Nullable Response streams) {
    Map<Integer, Long> known = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    Map<Integer, String> unreadable = new HashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      int partition = partitions.get(i);
      Response epoch = epochs.get(i);
      Response items = streams == null ? null : streams.get(keys.archiveQueue(partition));
      // If there is no epoch, Redis has lost this partition; whoever opens a room there will fence
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

  /// Up to the first entry that cannot be read: nothing behind it may be skipped in its partition.
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

  /// What waits in these partitions.
  Future<Backlog> backlog(List<Integer> partitions) {
    List<Future<Response>> lengths =
        partitions.stream()
            .map(p -> link.send(Request.cmd(Command.XLEN).arg(keys.archiveQueue(p))))
            .toList();
    return Future.all(lengths)
        .compose(
            _ -> {
              long entries = 0;
              List<Integer> waiting = new ArrayList<>();
              for (int i = 0; i < lengths.size(); i++) {
                long length = count(lengths.get(i).result());
                entries += length;
                if (length > 0) {
                  waiting.add(partitions.get(i));
                }
              }
              return backlog(entries, waiting);
            });
  }

  private Future<Backlog> backlog(long entries, List<Integer> waiting) {
    List<Future<Response>> firsts =
        waiting.stream()
            .map(
                p -> {
                  String queue = keys.archiveQueue(p);
                  Request first = Request.cmd(Command.XRANGE).arg(queue).arg("-").arg("+");
                  return link.send(first.arg("COUNT").arg(1));
                })
            .toList();
    return Future.all(firsts)
        .map(
            _ -> {
              long oldest = Long.MAX_VALUE;
              Map<Integer, Position> fronts = new HashMap<>();
              for (int i = 0; i < firsts.size(); i++) {
                for (Response item : firsts.get(i).result()) {
                  oldest = Math.min(oldest, acceptedAt(item));
                  fronts.put(waiting.get(i), LogEntries.read(item).queueId());
                }
              }
              return new Backlog(entries, oldest == Long.MAX_VALUE ? 0 : oldest, fronts);
            });
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
