package io.chatcluster.history;

import static io.chatcluster.history.HistoryFixture.at;

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
final class MemoryQueue implements ArchiveLog {

  final List<Entry> entries = new ArrayList<>();
  final List<Publication> room = new ArrayList<>();
  final Map<Integer, Position> announced = new HashMap<>();
  long generation = 1;
  int failures;
  boolean trimmedBeforeCommit;
  boolean deaf;

  @Override
  public synchronized Batch read(Map<Integer, Position> cursors, int limit, Duration wait) {
    Map<Integer, Long> generations = new HashMap<>();
    cursors.keySet().forEach(partition -> generations.put(partition, generation));
    return new Batch(
        entries.stream()
            .filter(e -> cursors.containsKey(e.partition()))
            .filter(e -> e.logId().isAfter(cursors.getOrDefault(e.partition(), Position.NONE)))
            .limit(limit)
            .toList(),
        generations);
  }

  synchronized boolean announcedUpTo(int partition, String logId) {
    return at(logId).equals(announced.get(partition));
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
  public synchronized void raise(List<ArchiveStore.Newer> generations) {
    if (!deaf) {
      generations.forEach(newer -> generation = Math.max(generation, newer.generation()));
    }
  }

  @Override
  public synchronized void trimLogs(Map<Integer, Position> upTo) {
    upTo.forEach(
        (partition, logId) -> {
          Position known = announced.getOrDefault(partition, Position.NONE);
          trimmedBeforeCommit |= logId.isAfter(known);
          entries.removeIf(e -> e.partition() == partition && !e.logId().isAfter(logId));
        });
  }

  @Override
  public void trimRooms(Map<RoomId, Position> committed) {}

  @Override
  public synchronized Backlog backlog(Set<Integer> partitions) {
    long waiting = entries.stream().filter(e -> partitions.contains(e.partition())).count();
    Map<Integer, Position> fronts = new HashMap<>();
    entries.forEach(e -> fronts.putIfAbsent(e.partition(), e.logId()));
    return new Backlog(waiting, waiting == 0 ? 0 : 1, fronts);
  }
}
