package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The archive of a [MemoryLog], which fails or is slow when a test says so.
final class MemoryArchive implements Archive {

  private final MemoryLog log;

  MemoryArchive(MemoryLog log) {
    this.log = log;
  }

  private <T> Future<T> answer(T found) {
    if (log.archiveSilent) {
      return Promise.<T>promise().future();
    }
    return log.archiveDown
        ? Future.failedFuture(new BrokerException(BrokerException.Kind.ARCHIVE_UNAVAILABLE, "down"))
        : Future.succeededFuture(found);
  }

  @Override
  public Future<List<Publication>> range(RoomId room, Position after, Position upTo, Bound bound) {
    log.calls.add("range " + after + " " + upTo);
    return answer(bound.cut(List.copyOf(log.archived.subMap(after, false, upTo, true).values())));
  }

  @Override
  public Future<List<Publication>> newest(
      RoomId room, Position after, Position before, Bound bound) {
    List<Publication> found =
        new ArrayList<>(log.archived.subMap(after, false, before, false).values());
    return answer(bound.cut(found.reversed()));
  }

  @Override
  public Future<Map<RoomId, List<Publication>>> newest(
      Map<RoomId, Position> above, int limit, int bytes) {
    Map<RoomId, List<Publication>> found = new HashMap<>();
    above.forEach(
        (room, position) -> {
          List<Publication> rows = new ArrayList<>(log.archived.tailMap(position, false).values());
          found.put(room, rows.reversed().stream().limit(limit).toList());
        });
    return late(() -> answer(found));
  }

  @Override
  public Future<Map<RoomId, Position>> heads(Collection<RoomId> rooms) {
    log.heads.add(List.copyOf(rooms));
    Map<RoomId, Position> found = new HashMap<>();
    if (!log.archived.isEmpty()) {
      rooms.forEach(room -> found.put(room, log.archived.lastKey()));
    }
    return answer(found);
  }

  @Override
  public Future<List<Finding>> settle(List<Doubt> doubts) {
    log.questions.add(doubts.size());
    return late(() -> answer(doubts.stream().map(this::finding).toList()));
  }

  private <T> Future<T> late(Supplier<Future<T>> look) {
    if (!log.slow) {
      return look.get();
    }
    Promise<T> late = Promise.promise();
    log.asked.add(() -> look.get().onComplete(late));
    return late.future();
  }

  private Finding finding(Doubt doubt) {
    boolean passed =
        !log.archived.containsKey(doubt.placed())
            && !log.archived.isEmpty()
            && log.archived.lastKey().isAfter(doubt.placed());
    return new Finding(
        Optional.ofNullable(log.archivedIds.get(MemoryLog.key(doubt.user(), doubt.id()))), passed);
  }

  @Override
  public Future<Optional<Position>> find(RoomId room, UserId user, MessageId id) {
    return answer(Optional.ofNullable(log.archivedIds.get(MemoryLog.key(user, id))));
  }
}
