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
/// 3. It raises only what still stands where the claimer knew it to stand before Redis told it the
///    history. So a claim that comes late does not raise a generation over that of a newer history,
///    under a name that the log has no use for any more.
/// 4. A claim that raised a generation waits for archive transactions of that partition that are
///    under way, and those that begin later under the old generation fail (see
///    [io.chatcluster.history.ArchiveStore]).
/// 5. Completes on any thread; fails with [BrokerException] when the database cannot be reached.
public interface Generations {

  /// The question of a fence for one partition.
  ///
  /// @param partition its number
  /// @param history names one life of the partition in Redis: from a start, promotion or loss to
  ///     the next
  /// @param above the greatest generation that Redis has seen there: the answer lies above it
  /// @param stood where the generation stood by an answer from before the history was named; any
  ///     other number asks for that answer
  record Claim(int partition, String history, long above, long stood) {}

  /// What stands after a claim: the generation of a partition, and the history that has it.
  record Standing(long generation, String history) {

    /// Whether it is what was claimed. If not, the log has to be asked for its history again: it
    /// may have a newer one.
    public boolean grants(Claim claim) {
      return history.equals(claim.history()) && generation > claim.above();
    }
  }

  /// Claims the partitions for these histories.
  ///
  /// @return what stands now, by partition, for all that were asked for
  Future<Map<Integer, Standing>> claim(List<Claim> claims);
}
