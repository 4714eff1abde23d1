package io.chatcluster.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How full Redis is, as of a moment ago: near its end new messages are refused, so that what makes
/// room again (archiving, trimming) and what everybody needs (reading, joining, fencing) goes on.
///
/// One for a node; any thread. Whichever link finds that it is time asks.
public final class RedisMemory {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String USED = "used_memory:";
  private static final String UNCOUNTED = "mem_not_counted_for_evict:";
  private static final String MOST = "maxmemory:";

  private final double limit;
  private final LongSupplier nanos;
  private final AtomicLong askedNanos;
  private volatile double ratio;

  /// @param percent of `maxmemory` above which new messages are refused
  public RedisMemory(int percent) {
    this(percent, System::nanoTime);
  }

  /// @param nanos a clock that nobody can set
  RedisMemory(int percent, LongSupplier nanos) {
    this.limit = percent / 100.0;
    this.nanos = nanos;
    this.askedNanos = new AtomicLong(nanos.getAsLong() - EVERY_NANOS);
  }

  /// Whether it is time to ask again; true for one of those who ask.
  boolean isDue() {
    long now = nanos.getAsLong();
    long asked = askedNanos.get();
    return now - asked >= EVERY_NANOS && askedNanos.compareAndSet(asked, now);
  }

  /// @param info what `INFO memory` answered
  void measured(String info) {
    long most = number(info, MOST);
    // What Redis itself leaves out when it decides whether it is full: buffers of replicas and
    // file.
    long used = number(info, USED) - number(info, UNCOUNTED);
    ratio = most > 0 ? (double) Math.max(0, used) / most : 0;
  }

  private static long number(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(name.length()).strip()))
        .orElse(0L);
  }

  /// Whether new messages are refused.
  boolean isScarce() {
    return ratio >= limit;
  }

  /// The share of `maxmemory` that is in use; 0 where Redis has no limit.
  public double ratio() {
    return ratio;
  }
}
