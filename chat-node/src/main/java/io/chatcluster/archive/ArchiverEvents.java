package io.chatcluster.archive;

import java.util.Set;

/// What happens to the archiver, for those who count. Called by whoever drives its round.
public interface ArchiverEvents {

  /// A batch was committed.
  default void committed(int rows, int duplicates, int orphans, long nanos) {}

  /// A row was parked because the database refused it.
  default void buried() {}

  /// A partition stands still: a predecessor is missing, or its next entry cannot be read.
  default void halted(int partition, String reason) {}

  /// This node archives this many partitions beyond those it holds, because nothing moved there.
  ///
  /// @param fresh those that it did not archive before
  default void takenOver(int partitions, Set<Integer> fresh) {}

  /// What waits in the queues of all partitions, whoever holds them. Told about once a second while
  /// the log can be asked, whether or not the store can be reached.
  default void backlog(ArchiveQueue.Backlog backlog) {}

  /// What was read belongs to an epoch that is over, and is read again.
  default void stale(ArchiveStore.StaleEpochException refusal) {}

  /// A round failed and is tried again.
  ///
  /// @param before how many rounds in a row had failed before it
  default void failed(RuntimeException why, int before) {}
}
