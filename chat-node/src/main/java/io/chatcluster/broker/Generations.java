package io.chatcluster.broker;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// The generation of each partition's room log, kept where no loss of Redis reaches it.
///
/// 1. A generation never goes down.
/// 2. [#claim] raises the generation of every partition whose log belongs to another history than
///    the one named, or is not above what the log has seen, and of no other: however many claim one
///    history, it has one generation, and no other history has the same.
/// 3. A claim that raised a generation waits for archive transactions of that partition that are
///    under way, and those that begin later under the old generation fail (see
///    [io.chatcluster.history.ArchiveStore]).
/// 4. Completes on any thread; fails with [BrokerException] when the database cannot be reached.
public interface Generations {

  /// The question of a fence for one partition.
  ///
  /// @param partition its number
  /// @param history names one life of the partition in Redis: from a start, promotion or loss to
  ///     the next
  /// @param above the greatest generation that Redis has seen there: the answer lies above it
  record Claim(int partition, String history, long above) {}

  /// Claims the partitions for these histories.
  ///
  /// @return the generation to use, by partition, for all that were asked for
  Future<Map<Integer, Long>> claim(List<Claim> claims);
}
