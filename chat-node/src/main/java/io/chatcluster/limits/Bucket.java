package io.chatcluster.limits;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// One token bucket. Any thread, without locks: the event loops of a node share it.
///
/// Its state is one moment: when it will be full again. Each token moves that on by the time in
/// which a token grows back. So amounts are times, and buckets of any rate can be compared, and
/// settled with other nodes, as times.
public final class Bucket {

  private static final long MICROS_PER_MILLI = 1_000;
  private static final double MICROS_PER_SECOND = 1e6;

  /// Demand below one part in this many of the rate is never worth telling other nodes about.
  private static final int ORDINARY_PART = 8;

  /// What a shallow bucket may owe: longer than anybody waits for a turn.
  private static final long LEAST_DEBT_MICROS = 5_000_000;

  /// A moment before all others.
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private final Limit limit;
  private final String name;
  private final double microsEach;
  private final long atOnce;
  private final long depth;
  private final long mostMissing;
  private final Consumer<Bucket> onBusy;
  private final AtomicLong fullAt = new AtomicLong(LONG_AGO);
  private final AtomicLong calmAt = new AtomicLong(LONG_AGO);
  private final AtomicLong unsettled = new AtomicLong();
  private final AtomicBoolean busy = new AtomicBoolean();

  /// @param name whose it is
  /// @param rate a rate that limits
  /// @param onBusy told once when demand is no longer ordinary, and again after each settlement
  Bucket(Limit limit, String name, Rate rate, Consumer<Bucket> onBusy) {
    this.limit = limit;
    this.name = name;
    this.microsEach = MICROS_PER_SECOND / rate.perSecond();
    this.atOnce = rate.atOnce();
    this.depth = cost(rate.atOnce());
    this.mostMissing = depth + Math.max(depth, LEAST_DEBT_MICROS);
    this.onBusy = onBusy;
  }

  /// What the other nodes are told: how much was taken here since they were last told.
  Quotas.Debit debit(long nowMillis) {
    return new Quotas.Debit(limit, name, settle(nowMillis), mostMissing);
  }

  private long cost(long amount) {
    return (long) Math.ceil(amount * microsEach);
  }

  /// Milliseconds until the amount is available; 0 if it is now. Takes nothing. An amount above
  /// what the bucket can hold waits for a full one.
  long waitMillis(long amount, long nowMillis) {
    long now = nowMillis * MICROS_PER_MILLI;
    long over = Math.max(fullAt.get(), now) + cost(Math.min(amount, atOnce)) - now - depth;
    return over <= 0 ? 0 : Math.ceilDiv(over, MICROS_PER_MILLI);
  }

  /// Takes the amount, available or not. The rest is owed, up to what the bucket holds or 5
  /// seconds' worth: nobody is locked out for longer than that.
  void charge(long amount, long nowMillis) {
    long now = nowMillis * MICROS_PER_MILLI;
    long cost = cost(amount);
    move(fullAt, now, cost, mostMissing);
    unsettled.addAndGet(cost);
    long stirred = move(calmAt, now, cost * ORDINARY_PART, depth * ORDINARY_PART);
    if (stirred - now > depth * ORDINARY_PART / 2 && busy.compareAndSet(false, true)) {
      onBusy.accept(this);
    }
  }

  private static long move(AtomicLong moment, long now, long by, long most) {
    while (true) {
      long seen = moment.get();
      long moved = Math.min(Math.max(seen, now) + by, now + most);
      if (moment.compareAndSet(seen, moved)) {
        return moved;
      }
    }
  }

  /// Puts back what was charged but not used.
  void giveBack(long amount) {
    long cost = cost(amount);
    fullAt.addAndGet(-cost);
    unsettled.addAndGet(-cost);
  }

  /// Whether it is full: then forgetting it loses nothing.
  boolean full(long nowMillis) {
    return fullAt.get() <= nowMillis * MICROS_PER_MILLI;
  }

  /// What was taken here since the last settlement and has not grown back, in microseconds of
  /// growth; below 0 if more was given back than taken. The next settlement begins now.
  long settle(long nowMillis) {
    busy.set(false);
    long missing = Math.max(0, fullAt.get() - nowMillis * MICROS_PER_MILLI);
    return Math.min(unsettled.getAndSet(0), missing);
  }

  /// Its demand is not told to the other nodes this time.
  void forgo() {
    busy.set(false);
  }

  /// Learns how much is missing from this bucket in the whole cluster, including what [#settle]
  /// reported.
  void settled(long missingMicros, long nowMillis) {
    long now = nowMillis * MICROS_PER_MILLI;
    long missing = Math.min(missingMicros + Math.max(0, unsettled.get()), mostMissing);
    long full = now + missing;
    long seen = fullAt.get();
    while (seen < full && !fullAt.compareAndSet(seen, full)) {
      seen = fullAt.get();
    }
  }
}
