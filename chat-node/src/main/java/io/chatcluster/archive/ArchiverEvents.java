package io.chatcluster.archive;

/// What the archiver counts. Called on its thread.
public interface ArchiverEvents {

  /// A batch was committed.
  default void committed(int rows, int duplicates, int orphans, long nanos) {}

  /// A row was parked because the database refused it.
  default void buried() {}

  /// A partition stands still: a predecessor is missing.
  default void halted(int partition) {}

  /// This node archives so many more partitions than it holds, because nothing moved there.
  default void takenOver(int partitions) {}

  /// What waits in the logs of all partitions, whoever holds them; seen about once a second while
  /// the log can be asked, whether the store is there or not.
  default void backlog(ArchiveQueue.Backlog backlog) {}

  /// A round failed and is tried again.
  default void failed() {}
}
