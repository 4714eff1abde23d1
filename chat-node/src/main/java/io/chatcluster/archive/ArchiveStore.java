package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The writing side of the archive, for the [Archiver] alone; blocking, for its thread.
///
/// 1. Partitions are shared fairly among the archivers alive, each held by one of them; a hold ends
///    with this store's connection.
/// 2. A transaction under an epoch that is over is refused and writes nothing; the refusal names
///    what the log must be told.
/// 3. An epoch that the database has lost is learnt again from the log: it never goes down.
/// 4. Transactions that have a room in common come one after the other, and each sees the heads
///    that those before it moved. If the room is new to the archive, both may begin; then the later
///    one's rows are refused as poison, and found archived when they come again.
/// 5. A transaction is stored as a whole by its commit, or not at all.
/// 6. A row that the database refuses because of its content is a [PoisonException]; burying it
///    leaves a tombstone in its place, so that the chain stays whole.
/// 7. Fails with [io.chatcluster.broker.BrokerException] when the database cannot be reached.
public interface ArchiveStore extends AutoCloseable {

  /// Takes what is missing from the fair share out of what nobody holds, or gives back the excess.
  /// Correctness does not rest on it: the compare-and-set on the head decides.
  ///
  /// @return the partitions now held, at most the fair share among the live archivers
  Set<Integer> rebalance(int partitions);

  /// Begins a transaction that fails, here or at commit, if a partition's epoch is no longer the
  /// one given.
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

    /// Inserts the rows and moves each room's head to its last row.
    void insert(Collection<Publication> rows);

    /// Parks a row that the database refuses, and puts a tombstone in its place so that the chain
    /// stays whole.
    void bury(Publication poison, String reason);

    void commit();

    @Override
    void close();
  }

  /// An epoch that the database has given out but the log does not know yet.
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

    /// What the log must be told before its entries can be archived again.
    public List<Newer> newer() {
      return newer;
    }
  }
}
