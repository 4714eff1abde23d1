package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which partitions this node archives although it does not hold them, because nothing moves there:
/// whoever holds them has frozen, or lost its network, and its session still stands.
///
/// Two archivers of one partition do no harm, since the compare-and-set on the head decides; they
/// only do the work twice. That is the last thing a cluster short of processor time needs: a holder
/// that was merely slow is taken for a silent one, and becomes slower still. So a node that has
/// taken a partition over goes on, even while nothing is said there, and stops only when it finds
/// that others have archived more of what it read than it has itself.
///
/// Pure apart from what it remembers; time is passed in. Owned by its round.
final class Takeover {

  private record Front(Position queueId, long sinceNanos) {}

  /// Of what this node has read of a partition, how much it archived itself and how much it found
  /// archived.
  private record Share(int own, int others) {

    Share with(int moreOwn, int moreOthers) {
      return new Share(own + moreOwn, others + moreOthers);
    }

    boolean needless() {
      return own == 0 || others > own;
    }
  }

  private final long patienceNanos;
  private final Map<Integer, Front> fronts = new HashMap<>();
  private final Set<Integer> taken = new TreeSet<>();
  private final Map<Integer, Share> shares = new HashMap<>();

  /// @param patienceNanos how long the front of a queue may stay where it is
  Takeover(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /// Learns what the queues look like now; to be called about once a second.
  ///
  /// @param now the place of the first entry of each queue that has any
  /// @param held partitions that this node holds
  /// @return partitions that have just been taken over
  Set<Integer> measured(Map<Integer, Position> now, Set<Integer> held, long nanos) {
    shares.forEach(
        (partition, share) -> {
          if (share.needless()) {
            taken.remove(partition);
          }
        });
    shares.clear();
    taken.removeAll(held);
    fronts.keySet().retainAll(now.keySet());
    Set<Integer> fresh = new TreeSet<>();
    now.forEach(
        (partition, queueId) -> {
          Front known = fronts.get(partition);
          if (known == null || !known.queueId().equals(queueId)) {
            fronts.put(partition, new Front(queueId, nanos));
          } else if (nanos - known.sinceNanos() >= patienceNanos
              && !held.contains(partition)
              && taken.add(partition)) {
            fresh.add(partition);
          }
        });
    return fresh;
  }

  /// A batch was archived.
  void archived(ArchivePlan plan) {
    for (int partition : plan.committed().keySet()) {
      Share known = shares.getOrDefault(partition, new Share(0, 0));
      shares.put(
          partition,
          known.with(
              plan.inserted().getOrDefault(partition, 0),
              plan.repeated().getOrDefault(partition, 0)));
    }
  }

  /// Partitions to archive besides those that are held.
  Set<Integer> taken() {
    return Set.copyOf(taken);
  }
}
