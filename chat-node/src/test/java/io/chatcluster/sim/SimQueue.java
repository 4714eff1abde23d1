package io.chatcluster.sim;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// The archive queue at the simulated Redis itself: whoever is elsewhere sends what is to be asked
/// over a link. It waits for nothing.
final class SimQueue implements ArchiveQueue {

  private final SimRedis redis;
  private final Random turns;
  private final int keep;

  /// @param keep messages that a room log keeps at least
  SimQueue(SimRedis redis, long seed, int keep) {
    this.redis = redis;
    this.turns = new Random(seed);
    this.keep = keep;
  }

  @Override
  public Batch read(Map<Integer, Position> cursors, int limit, Duration wait) {
    List<Integer> asked = new ArrayList<>(cursors.keySet());
    Collections.shuffle(asked, turns);
    List<Entry> entries = new ArrayList<>();
    Map<Integer, Long> epochs = new HashMap<>();
    for (int number : asked) {
      SimPartition partition = redis.partition(number);
      if (partition.epoch() >= 0) {
        epochs.put(number, partition.epoch());
        Position after = cursors.getOrDefault(number, Position.NONE);
        entries.addAll(partition.waiting(after, limit - entries.size()));
      }
    }
    return new Batch(entries, epochs);
  }

  @Override
  public List<Publication> readRoom(RoomId room, Position after, Position upTo) {
    return redis.of(room).room(room, after, upTo);
  }

  @Override
  public void announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded) {
    committed.forEach(
        (partition, upTo) ->
            redis.announce(partition, upTo, discarded.getOrDefault(partition, Set.of())));
  }

  @Override
  public void raise(List<ArchiveStore.Newer> epochs) {
    epochs.forEach(
        newer -> redis.partition(newer.partition()).fence(newer.epoch(), newer.incarnation()));
  }

  @Override
  public void trimQueues(Map<Integer, Position> upTo) {
    upTo.forEach((partition, place) -> redis.partition(partition).trimQueue(place));
  }

  @Override
  public void trimRooms(Map<RoomId, Position> committed) {
    committed.forEach((room, at) -> redis.of(room).trimRoom(room, at, keep));
  }

  @Override
  public Backlog backlog(Set<Integer> partitions) {
    long entries = 0;
    long oldest = Long.MAX_VALUE;
    Map<Integer, Position> fronts = new HashMap<>();
    for (int number : partitions) {
      SimPartition partition = redis.partition(number);
      entries += partition.waiting();
      Optional<Long> first = partition.oldestWaiting();
      if (first.isPresent()) {
        oldest = Math.min(oldest, first.get());
      }
      partition.oldest().ifPresent(front -> fronts.put(number, front));
    }
    return new Backlog(entries, entries == 0 ? 0 : oldest, fronts);
  }
}
