package io.chatcluster.node;

import io.chatcluster.protocol.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Messages of one partition that are in the log but not yet known to be in the archive, in log
/// order.
///
/// Owned by the publisher of its loop.
final class Unsettled {

  private static final int MAX_REMEMBERED = 1_024;

  private final ArrayDeque<Sending> waiting = new ArrayDeque<>();
  private final Set<Position> discarded = new LinkedHashSet<>();
  private Position announced = Position.NONE;
  private boolean discardedMayWait;

  /// Nothing that waits was accepted before this time.
  private long earliest = Long.MAX_VALUE;

  /// Remembers an announcement: an append's answer may come after it.
  void announced(Position queueId, Set<Position> lost) {
    if (queueId.epoch() > announced.epoch()) {
      discarded.clear();
    }
    if (queueId.isAfter(announced)) {
      announced = queueId;
    }
    discarded.addAll(lost);
    discardedMayWait |= !lost.isEmpty();
    while (discarded.size() > MAX_REMEMBERED) {
      discarded.remove(discarded.iterator().next());
    }
  }

  /// Whether what was just logged there is known to be committed already.
  boolean covers(Position queueId) {
    return queueId.epoch() == announced.epoch()
        && !queueId.isAfter(announced)
        && !discarded.contains(queueId);
  }

  void add(Sending sending) {
    waiting.add(sending);
    earliest = Math.min(earliest, sending.acceptedMillis);
    discardedMayWait |= discarded.contains(sending.queueId);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /// Everything of this epoch up to `queueId` is committed.
  ///
  /// @return what may be acked
  List<Sending> settle(Position queueId) {
    List<Sending> settled = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Sending first = waiting.getFirst();
      // An older epoch's entry may have been lost; only the same incarnation vouches for it.
      if (first.queueId.epoch() != queueId.epoch() || first.queueId.isAfter(queueId)) {
        break;
      }
      settled.add(waiting.removeFirst());
    }
    return settled;
  }

  /// Takes out what was logged under an older epoch, or was discarded.
  List<Sending> takeLost(long epoch) {
    if (waiting.isEmpty() || (waiting.getFirst().queueId.epoch() >= epoch && !discardedMayWait)) {
      return List.of();
    }
    discardedMayWait = false;
    List<Sending> lost = new ArrayList<>();
    for (Iterator<Sending> all = waiting.iterator(); all.hasNext(); ) {
      Sending sending = all.next();
      if (sending.queueId.epoch() < epoch || discarded.contains(sending.queueId)) {
        lost.add(sending);
        all.remove();
      }
    }
    return lost;
  }

  /// Takes out what has waited since before this time, wherever it stands: a message that was
  /// appended again stands behind younger ones.
  List<Sending> takeExpired(long millis) {
    if (earliest >= millis) {
      return List.of();
    }
    List<Sending> expired = new ArrayList<>();
    earliest = Long.MAX_VALUE;
    for (Iterator<Sending> all = waiting.iterator(); all.hasNext(); ) {
      Sending sending = all.next();
      if (sending.acceptedMillis < millis) {
        expired.add(sending);
        all.remove();
      } else {
        earliest = Math.min(earliest, sending.acceptedMillis);
      }
    }
    return expired;
  }

  /// The first in the log that have waited since before this time.
  List<Sending> oldestBefore(long millis, int most) {
    List<Sending> oldest = new ArrayList<>();
    if (earliest >= millis) {
      return oldest;
    }
    for (Sending sending : waiting) {
      if (oldest.size() == most) {
        break;
      }
      if (sending.acceptedMillis < millis) {
        oldest.add(sending);
      }
    }
    return oldest;
  }

  /// Takes one out; false if it does not wait any more.
  boolean remove(Sending sending) {
    return waiting.remove(sending);
  }
}
