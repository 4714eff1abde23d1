package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which partitions this node archives although it does not hold them, because nothing moves there:
/// whoever holds them has frozen, or lost its network, and its session still stands.
///
/// Two archivers of one partition do no harm, the compare-and-set on the head decides; they only do
/// the work twice. Where a cluster is short of processor time that is the last thing it needs: a
/// holder that was only slow is taken for a silent one, and is slower for it. So who has taken a
/// partition over goes on, also while nothing is said there, and stops when it finds that others
/// have archived more of what it read than it has itself.
///
/// Pure but for what it remembers; the time is passed in. Owned by its round.
final class Takeover {

  private record Front(Position queueId, long sinceNanos) {}

  /// How much of what was read of a partition this node has archived itself, and how much it found
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

  /// What the queues look like now; to be told about once a second.
  ///
  /// @param now the place of the first entry of each queue that has any
  /// @param held what this node holds by itself
  /// @return what was taken over just now
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

  /// Partitions to be archived beside those that are held.
  Set<Integer> taken() {
    return Set.copyOf(taken);
  }
}
