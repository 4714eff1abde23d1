package io.chatcluster.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Tells the other nodes what this node's busy buckets have let through, and learns what theirs
/// have.
///
/// Buckets report themselves, from any thread; one loop calls [#tick]. One question is under way at
/// a time. A bucket that does not get into a question because there are too many, or whose question
/// nobody answers, is limited by this node alone until the next.
final class Settlement {

  /// Most buckets in one question.
  static final int BATCH = 256;

  /// Most buckets that may wait for the next question.
  static final int MOST_WAITING = 20_000;

  private final Queue<Bucket> busy = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LimitEvents events;
  private @Nullable Quotas quotas;
  private boolean underWay;

  Settlement(LimitEvents events) {
    this.events = events;
  }

  /// Begins to settle. Called on the loop that ticks.
  void with(Quotas shared) {
    quotas = shared;
  }

  /// A bucket is in more than ordinary demand.
  void busy(Bucket bucket) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      bucket.forgo();
    } else {
      busy.add(bucket);
    }
  }

  /// To be called a few times a second.
  void tick(long nowMillis) {
    Quotas shared = quotas;
    if (shared != null && underWay) {
      return;
    }
    List<Bucket> buckets = new ArrayList<>();
    List<Quotas.Debit> debits = new ArrayList<>();
    while (buckets.size() < BATCH) {
      Bucket bucket = busy.poll();
      if (bucket == null) {
        break;
      }
      waiting.decrementAndGet();
      buckets.add(bucket);
      debits.add(bucket.debit(nowMillis));
    }
    if (shared != null && !buckets.isEmpty()) {
      settle(shared, buckets, debits, nowMillis);
    }
  }

  private void settle(
      Quotas shared, List<Bucket> buckets, List<Quotas.Debit> debits, long nowMillis) {
    underWay = true;
    shared
        .settle(debits)
        .onComplete(
            done -> {
              underWay = false;
              events.settled(buckets.size(), done.succeeded());
              if (done.succeeded()) {
                for (int i = 0; i < buckets.size(); i++) {
                  // Counted from the question: what has grown back since then is too little to look
                  // at the clock.
                  buckets.get(i).settled(done.result().get(i), nowMillis);
                }
              }
            });
  }
}
