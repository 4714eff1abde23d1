package io.chatcluster.archive;

import java.util.Set;

/// What the archiver counts. Called by whoever drives its round.
public interface ArchiverEvents {

  /// A batch was committed.
  default void committed(int rows, int duplicates, int orphans, long nanos) {}

  /// A row was parked because the database refused it.
  default void buried() {}

  /// A partition stands still: a predecessor is missing, or its next entry cannot be read.
  default void halted(int partition, String reason) {}

  /// This node archives so many more partitions than it holds, because nothing moved there.
  ///
  /// @param fresh those that it did not archive until now
  default void takenOver(int partitions, Set<Integer> fresh) {}

  /// What waits in the logs of all partitions, whoever holds them; seen about once a second while
  /// the log can be asked, whether the store is there or not.
  default void backlog(ArchiveQueue.Backlog backlog) {}

  /// What was read belongs to an epoch that is over; it is read again.
  default void stale(ArchiveStore.StaleEpochException refusal) {}

  /// A round failed and is tried again.
  ///
  /// @param before how many have failed in a row before it
  default void failed(RuntimeException why, int before) {}
}
