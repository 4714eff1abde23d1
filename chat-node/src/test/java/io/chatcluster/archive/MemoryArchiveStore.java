package io.chatcluster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An archive in memory that never fails, and holds all partitions. Any thread.
public final class MemoryArchiveStore implements ArchiveStore {

  private final Map<RoomId, List<Publication>> rows = new HashMap<>();

  /// How much it has of a room.
  public synchronized int count(RoomId room) {
    return rows.getOrDefault(room, List.of()).size();
  }

  @Override
  public Set<Integer> rebalance(int partitions) {
    return IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
  }

  @Override
  public Transaction begin(Map<Integer, Long> epochs, Collection<RoomId> rooms) {
    return new Write();
  }

  private synchronized Map<RoomId, Position> heads() {
    Map<RoomId, Position> heads = new HashMap<>();
    rows.forEach((room, all) -> heads.put(room, all.getLast().at()));
    return heads;
  }

  private synchronized void add(List<Publication> fresh) {
    for (Publication row : fresh) {
      List<Publication> room = rows.computeIfAbsent(row.room(), _ -> new ArrayList<>());
      assertThat(room.isEmpty() ? Position.NONE : room.getLast().at()).isEqualTo(row.prev());
      room.add(row);
    }
  }

  @Override
  public void close() {}

  private final class Write implements Transaction {

    private final List<Publication> fresh = new ArrayList<>();

    @Override
    public Map<RoomId, Position> heads() {
      return MemoryArchiveStore.this.heads();
    }

    @Override
    public void insert(Collection<Publication> rows) {
      fresh.addAll(rows);
    }

    @Override
    public void bury(Publication poison, String reason) {
      fresh.add(poison);
    }

    @Override
    public void commit() {
      add(fresh);
    }

    @Override
    public void close() {}
  }
}
