package io.chatcluster.broker;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// The generation of each partition's room log, kept where no loss of Redis reaches it.
///
/// 1. A generation never goes down.
/// 2. [#claim] raises the generation of every partition whose log belongs to another history than
///    the one named, or whose own generation is lost, and of no other; so after a restart or a
///    promotion of Redis no append of an older generation can be taken for one of the new history.
/// 3. A claim that raised a generation waits for archive transactions of that partition that are
///    under way, and those that begin later under the old generation fail (see
///    [io.chatcluster.history.ArchiveStore]).
/// 4. Completes on any thread; fails with [BrokerException] when the database cannot be reached.
public interface Generations {

  /// The answer of a fence for one partition.
  ///
  /// @param partition its number
  /// @param generationLost whether Redis has no generation for it (an empty or flushed server)
  record Claim(int partition, boolean generationLost) {}

  /// Claims the partitions for this history of Redis.
  ///
  /// @param history names one uninterrupted life of a Redis master (its replication id)
  /// @return the generation to use, by partition, for all that were asked for
  Future<Map<Integer, Long>> claim(String history, List<Claim> claims);
}
