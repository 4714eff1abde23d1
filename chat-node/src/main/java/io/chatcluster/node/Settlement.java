package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.protocol.AckLevel;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the log has but the archive may not have yet: from the answer to an append until the ack.
///
/// At level `durable` a message waits here until the archiver has announced it, in [Unsettled] of
/// its partition, or until the archive says that it has it. Owned by the publisher of its loop.
final class Settlement {

  /// How long an announcement may take before the archive is asked.
  private static final long PATIENCE_MILLIS = 1_000;

  private final Doubts doubts;
  private final Loop loop;
  private final AckLevel level;
  private final Senders senders;
  private final Consumer<List<Sending>> lost;
  private final Map<Integer, Unsettled> unsettled = new HashMap<>();

  /// Messages that the log already had; those asked about most recently are at the end.
  private final Set<Sending> repeated = new LinkedHashSet<>();

  /// Answers of the round of questions under way that have not come yet.
  private int outstanding;

  private boolean found;

  /// @param lost takes those that may be lost with an older epoch, or were discarded: they have to
  ///     be appended again
  Settlement(
      Doubts doubts, Loop loop, AckLevel level, Senders senders, Consumer<List<Sending>> lost) {
    this.doubts = doubts;
    this.loop = loop;
    this.level = level;
    this.senders = senders;
    this.lost = lost;
  }

  /// The log has placed the message.
  void logged(int partition, Sending sending, Position at, Position queueId) {
    sending.at = at;
    sending.queueId = queueId;
    Unsettled waits = of(partition);
    if (level == AckLevel.LOGGED || waits.covers(queueId)) {
      senders.ack(sending, at);
    } else if (!sending.done()) {
      waits.add(sending);
    }
  }

  /// The log had the message already: at level `durable` the archive decides when it may be acked.
  void repeated(Sending sending, Position at) {
    senders.repeated();
    if (level == AckLevel.LOGGED) {
      senders.ack(sending, at);
      return;
    }
    sending.at = at;
    if (!sending.done() && repeated.add(sending) && !doubts.crowded()) {
      ask(sending, null);
    }
  }

  /// Everything in the partition's archive queue up to `queueId` is committed, but for `discarded`.
  void committed(int partition, Position queueId, Set<Position> discarded) {
    Unsettled waits = of(partition);
    waits.announced(queueId, discarded);
    if (waits.isEmpty()) {
      return;
    }
    revive(partition, queueId.epoch());
    for (Sending sending : waits.settle(queueId)) {
      senders.ack(sending, sending.at);
    }
  }

  /// Gives back what was discarded, or may have been lost with an older epoch.
  void revive(int partition, long epoch) {
    Unsettled waits = unsettled.get(partition);
    if (waits == null || waits.isEmpty()) {
      return;
    }
    List<Sending> back = waits.takeLost(epoch);
    if (!back.isEmpty()) {
      lost.accept(back);
    }
  }

  private Unsettled of(int partition) {
    return unsettled.computeIfAbsent(partition, _ -> new Unsettled());
  }

  /// Refuses what has waited since before this time, and asks about what has waited long.
  void tick(long expired) {
    for (Unsettled partition : unsettled.values()) {
      partition.takeExpired(expired).forEach(late -> senders.refuse(late, ErrorCode.RETRY_LATER));
    }
    for (Iterator<Sending> all = repeated.iterator(); all.hasNext(); ) {
      Sending sending = all.next();
      if (sending.acceptedMillis < expired) {
        all.remove();
        senders.refuse(sending, ErrorCode.RETRY_LATER);
      }
    }
    if (outstanding == 0) {
      round();
    }
  }

  /// Announcements may have been missed, so the archive is asked about some of the oldest messages
  /// of each partition, one by one, because a missed announcement may also have named some as
  /// discarded. What is archived of a queue is always a prefix of it, so there is no need to ask
  /// about more until one of these is found; then the next round follows at once.
  private void round() {
    found = false;
    long before = loop.elapsedMillis() - PATIENCE_MILLIS;
    int each = Math.max(1, Doubts.MOST / Math.max(1, unsettled.size()));
    for (Unsettled partition : unsettled.values()) {
      partition.oldestBefore(before, each).forEach(sending -> ask(sending, partition));
    }
    repeated.stream().limit(Doubts.MOST).toList().forEach(sending -> ask(sending, null));
  }

  /// @param in where it waits; null if the log already had it
  private void ask(Sending sending, @Nullable Unsettled in) {
    if (sending.asked) {
      return;
    }
    sending.asked = true;
    outstanding++;
    doubts
        .ask(sending)
        .onComplete(
            done -> {
              sending.asked = false;
              outstanding--;
              if (done.succeeded()) {
                answered(sending, in, done.result());
              }
              if (outstanding == 0 && found) {
                round();
              }
            });
  }

  private void answered(Sending sending, @Nullable Unsettled in, Archive.Finding finding) {
    if (finding.at().isEmpty()) {
      // When it is asked about again, the others go first.
      if (repeated.remove(sending)) {
        repeated.add(sending);
      }
    } else if (in == null ? repeated.remove(sending) : in.remove(sending)) {
      found = true;
      senders.ack(sending, finding.at().get());
    }
  }
}
