package io.chatcluster.archive;

import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// An archive for the tests of what every archive owes.
public interface ArchiveRig {

  Archive archive();

  Epochs epochs();

  /// A session of its own, as another archiver has it.
  ArchiveStore session();

  /// Begins a transaction, which may have to wait for others.
  Future<ArchiveStore.Transaction> begin(
      ArchiveStore session, Map<Integer, Long> epochs, Collection<RoomId> rooms);

  /// The answer, or the failure, of what was asked.
  <T> T answer(Future<T> future);

  /// Waits until this is so; fails when it takes too long.
  void until(BooleanSupplier condition);

  /// Lets some time pass, in which the answer does not come.
  void staysOpen(Future<?> answer);

  /// The database cannot be reached, until this is run.
  Runnable away();
}
