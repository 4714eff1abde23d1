package io.chatcluster.archive;

import static io.chatcluster.archive.HistoryFixture.at;

import io.chatcluster.broker.BrokerException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The archive queue in memory; its monitor guards what a test keeps beside it.
final class MemoryQueue implements ArchiveQueue {

  final List<Entry> entries = new ArrayList<>();
  final List<Publication> room = new ArrayList<>();
  final Map<Integer, Position> announced = new HashMap<>();
  long epoch = 1;
  int failures;
  boolean trimmedBeforeCommit;
  boolean deaf;

  @Override
  public synchronized Batch read(Map<Integer, Position> cursors, int limit, Duration wait) {
    Map<Integer, Long> epochs = new HashMap<>();
    cursors.keySet().forEach(partition -> epochs.put(partition, epoch));
    return new Batch(
        entries.stream()
            .filter(e -> cursors.containsKey(e.partition()))
            .filter(e -> e.queueId().isAfter(cursors.getOrDefault(e.partition(), Position.NONE)))
            .limit(limit)
            .toList(),
        epochs);
  }

  synchronized boolean announcedUpTo(int partition, String queueId) {
    return at(queueId).equals(announced.get(partition));
  }

  @Override
  public synchronized List<Publication> readRoom(RoomId id, Position after, Position upTo) {
    return room.stream()
        .filter(p -> p.room().equals(id) && p.at().isAfter(after) && !p.at().isAfter(upTo))
        .toList();
  }

  @Override
  public synchronized void announce(
      Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded) {
    if (failures-- > 0) {
      throw new BrokerException(BrokerException.Kind.UNAVAILABLE, "no Redis");
    }
    announced.putAll(committed);
  }

  @Override
  public synchronized void raise(List<ArchiveStore.Newer> epochs) {
    if (!deaf) {
      epochs.forEach(newer -> epoch = Math.max(epoch, newer.epoch()));
    }
  }

  @Override
  public synchronized void trimQueues(Map<Integer, Position> upTo) {
    upTo.forEach(
        (partition, queueId) -> {
          Position known = announced.getOrDefault(partition, Position.NONE);
          trimmedBeforeCommit |= queueId.isAfter(known);
          entries.removeIf(e -> e.partition() == partition && !e.queueId().isAfter(queueId));
        });
  }

  @Override
  public void trimRooms(Map<RoomId, Position> committed) {}

  @Override
  public synchronized Backlog backlog(Set<Integer> partitions) {
    long waiting = entries.stream().filter(e -> partitions.contains(e.partition())).count();
    Map<Integer, Position> fronts = new HashMap<>();
    entries.forEach(e -> fronts.putIfAbsent(e.partition(), e.queueId()));
    return new Backlog(waiting, waiting == 0 ? 0 : 1, fronts);
  }
}
