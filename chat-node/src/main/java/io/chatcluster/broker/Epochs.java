package io.chatcluster.broker;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// The epoch of each partition's room log, kept where it survives any loss of Redis.
///
/// 1. An epoch never goes down.
/// 2. [#claim] raises the epoch of a partition if its log belongs to another incarnation than the
///    one named, or if the epoch is not above what the log has seen, and only then. However many
///    claim one incarnation, it gets one epoch, which no other incarnation shares.
/// 3. It raises an epoch only if that still stands where the claimer knew it to stand before Redis
///    named the incarnation. So a late claim, for an incarnation that is over, never raises the
///    epoch above that of a newer one.
/// 4. A claim that raises an epoch waits for the partition's archive transactions under way; those
///    that begin later under the old epoch fail (see [io.chatcluster.archive.ArchiveStore]).
/// 5. Completes on any thread; fails with [BrokerException] when the database cannot be reached.
public interface Epochs {

  /// The question of a fence for one partition.
  ///
  /// @param partition its number
  /// @param incarnation names one life of the partition in Redis, from one start, promotion or loss
  ///     to the next
  /// @param above the greatest epoch that Redis has seen there: the answer lies above it
  /// @param stood where the epoch stood, by an answer from before the incarnation was named; any
  ///     other number asks for that answer
  record Claim(int partition, String incarnation, long above, long stood) {}

  /// What stands after a claim: the epoch of a partition, and the incarnation that has it.
  record Standing(long epoch, String incarnation) {

    /// Whether it is what was claimed. If not, the log must be asked for its incarnation again, as
    /// it may have a newer one.
    public boolean grants(Claim claim) {
      return incarnation.equals(claim.incarnation()) && epoch > claim.above();
    }
  }

  /// Claims the partitions for these incarnations.
  ///
  /// @return what stands now, by partition, for all that were asked for
  Future<Map<Integer, Standing>> claim(List<Claim> claims);
}
