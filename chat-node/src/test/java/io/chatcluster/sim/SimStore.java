package io.chatcluster.sim;

import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.archive.PoisonException;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One archiver's session at the simulated PostgreSQL itself, with the locks that end with it.
final class SimStore implements ArchiveStore {

  private final SimPostgres postgres;
  private final Set<Integer> held = new HashSet<>();
  private boolean ended;
  private boolean disregarding;
  private @Nullable Write open;

  /// For a broken archive: where its heads seem to stand; empty if it is whole.
  private Map<RoomId, Position> believed = Map.of();

  SimStore(SimPostgres postgres) {
    this.postgres = postgres;
  }

  /// The next transaction compares neither heads nor epochs.
  void believe(Map<RoomId, Position> heads) {
    believed = heads;
  }

  /// The next transaction does not compare epochs.
  void disregardEpochs() {
    disregarding = true;
  }

  /// PostgreSQL ends the session; its owner finds out with the next statement.
  void end() {
    ended = true;
    leave();
  }

  private void leave() {
    held.clear();
    postgres.left(this);
    Write write = open;
    if (write != null) {
      write.close();
    }
  }

  private void session() {
    if (ended || postgres.down()) {
      ended = false;
      throw SimPostgres.unavailable();
    }
    postgres.entered(this);
  }

  Set<Integer> held() {
    return held;
  }

  @Override
  public Set<Integer> rebalance(int partitions) {
    session();
    int share = Math.ceilDiv(partitions, postgres.archivers());
    List<Integer> free = new ArrayList<>(postgres.free(partitions));
    while (held.size() > share) {
      held.remove(held.iterator().next());
    }
    while (held.size() < share && !free.isEmpty()) {
      held.add(free.removeFirst());
    }
    return postgres.zombies() ? postgres.all(partitions) : Set.copyOf(held);
  }

  @Override
  public Transaction begin(Map<Integer, Long> epochs, Collection<RoomId> rooms) {
    session();
    Map<RoomId, Position> heads = new HashMap<>(believed);
    if (believed.isEmpty()) {
      if (!disregarding) {
        postgres.check(epochs);
      }
      disregarding = false;
      rooms.forEach(room -> heads.put(room, postgres.head(room)));
    }
    Write write = new Write(epochs.keySet(), rooms, heads);
    open = write;
    postgres.begun(this, write);
    return write;
  }

  @Override
  public void close() {
    leave();
  }

  /// A transaction under way: nobody else may touch what it has locked.
  final class Write implements Transaction {

    private final Set<Integer> partitions;

    /// Of a room without a head there is nothing to lock.
    private final Set<RoomId> rooms;

    private final Map<RoomId, Position> heads;
    private final List<Publication> rows = new ArrayList<>();
    private final Map<String, Position> ids = new HashMap<>();
    private boolean done;

    private Write(
        Collection<Integer> partitions, Collection<RoomId> rooms, Map<RoomId, Position> heads) {
      this.partitions = Set.copyOf(partitions);
      this.rooms =
          rooms.stream()
              .filter(room -> postgres.head(room).isAfter(Position.NONE))
              .collect(Collectors.toSet());
      this.heads = heads;
    }

    boolean done() {
      return done;
    }

    boolean locks(int partition) {
      return partitions.contains(partition);
    }

    boolean locksAny(Collection<RoomId> some) {
      return some.stream().anyMatch(rooms::contains);
    }

    @Override
    public Map<RoomId, Position> heads() {
      return Map.copyOf(heads);
    }

    @Override
    public void insert(Collection<Publication> more) {
      statement();
      for (Publication row : more) {
        if (postgres.refuses(row) || postgres.has(row) || isSecond(row)) {
          throw new PoisonException("refused", new IllegalArgumentException(row.toString()));
        }
      }
      rows.addAll(more);
    }

    private boolean isSecond(Publication row) {
      String id = SimPostgres.idOf(row);
      Position stands = postgres.standsAt(id).orElseGet(() -> ids.getOrDefault(id, row.at()));
      ids.putIfAbsent(id, row.at());
      if (stands.equals(row.at())) {
        return false;
      }
      postgres.twice(row, stands);
      return true;
    }

    /// The tombstone says what the message said, so that whoever compares finds it.
    @Override
    public void bury(Publication poison, String reason) {
      statement();
      rows.add(poison);
    }

    @Override
    public void commit() {
      statement();
      rows.forEach(postgres::insert);
      close();
    }

    private void statement() {
      if (done) {
        throw SimPostgres.unavailable();
      }
    }

    @Override
    public void close() {
      if (!done) {
        done = true;
        open = null;
        postgres.finished();
      }
    }
  }
}
