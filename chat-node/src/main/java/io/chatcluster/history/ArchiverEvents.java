package io.chatcluster.history;

/// What the archiver counts. Called on its thread.
public interface ArchiverEvents {

  /// A batch was committed.
  default void committed(int rows, int duplicates, int orphans, long nanos) {}

  /// A row was parked because the database refused it.
  default void buried() {}

  /// A partition stands still: a predecessor is missing.
  default void halted(int partition) {}

  /// Entries that wait in the logs of the partitions held, seen about once a second.
  default void backlog(long entries) {}

  /// A round failed and is tried again.
  default void failed() {}
}
