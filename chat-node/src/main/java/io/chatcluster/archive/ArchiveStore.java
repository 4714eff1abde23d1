package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The writing side of the archive, for the [Archiver] alone; blocking, for its thread.
public interface ArchiveStore extends AutoCloseable {

  /// Takes up to `wanted` partitions more than are held, of those that nobody holds; gives back the
  /// excess. The hold ends with this store's connection, so a dead node's partitions become free by
  /// themselves. Correctness does not rest on it: the compare-and-set on the head decides.
  ///
  /// @return the partitions now held, at most the fair share among the live archivers
  Set<Integer> rebalance(int partitions);

  /// Begins a transaction that fails at commit or here if a partition's epoch is not the given
  /// one any more.
  ///
  /// @param epochs epoch under which the entries of each partition were read
  /// @param rooms rooms of the batch, whose heads are locked until the end
  /// @throws StaleEpochException if a partition has a newer epoch: read its log again
  Transaction begin(Map<Integer, Long> epochs, Collection<RoomId> rooms);

  @Override
  void close();

  /// One batch; closed without [#commit] it leaves nothing behind.
  interface Transaction extends AutoCloseable {

    /// Locked heads of the rooms of the batch; rooms without a row are at [Position#NONE].
    Map<RoomId, Position> heads();

    /// Inserts the rows and moves the heads; the new heads are those of the last row of each room.
    void insert(Collection<Publication> rows);

    /// Parks a row that the database refuses, and puts a tombstone in its place so that the chain
    /// stays whole.
    void bury(Publication poison, String reason);

    void commit();

    @Override
    void close();
  }

  /// An epoch that the database has given out and the log does not know yet.
  ///
  /// @param incarnation of Redis for which it was claimed
  record Newer(int partition, long epoch, String incarnation) {

    @Override
    public String toString() {
      return "partition " + partition + " in epoch " + epoch;
    }
  }

  /// The partition belongs to a newer epoch; nothing was written.
  final class StaleEpochException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Newer> newer;

    public StaleEpochException(String message, List<Newer> newer) {
      super(message);
      this.newer = List.copyOf(newer);
    }

    /// What the log must be told before its entries can be archived.
    public List<Newer> newer() {
      return newer;
    }
  }
}
