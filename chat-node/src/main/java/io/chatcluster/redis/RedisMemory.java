package io.chatcluster.redis;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// How full Redis is, as of a moment ago. When it is nearly full new messages are refused, so that
/// what makes room (archiving, trimming) and what everybody needs (reading, joining, fencing) can
/// go on.
///
/// One for a node, with a gauge for each server; any thread. Whichever link notices that it is time
/// does the asking.
public final class RedisMemory {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String USED = "used_memory:";
  private static final String UNCOUNTED = "mem_not_counted_for_evict:";
  private static final String MOST = "maxmemory:";

  private final double limit;
  private final LongSupplier nanos;
  private final List<Gauge> gauges;

  /// @param percent of `maxmemory` above which new messages are refused
  /// @param servers how many there are
  public RedisMemory(int percent, int servers) {
    this(percent, servers, System::nanoTime);
  }

  /// @param nanos a clock that nobody can set
  RedisMemory(int percent, int servers, LongSupplier nanos) {
    this.limit = percent / 100.0;
    this.nanos = nanos;
    this.gauges = IntStream.range(0, servers).mapToObj(_ -> new Gauge()).toList();
  }

  /// That of one server.
  Gauge of(int server) {
    return gauges.get(server);
  }

  /// Whether any server takes no new messages.
  public boolean isScarce() {
    return gauges.stream().anyMatch(Gauge::isScarce);
  }

  /// The share of `maxmemory` that is in use at the fullest server; 0 if none has a limit.
  public double ratio() {
    return gauges.stream().mapToDouble(Gauge::ratio).max().orElse(0);
  }

  private static long number(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(name.length()).strip()))
        .orElse(0L);
  }

  /// How full one server is.
  final class Gauge {

    private final AtomicLong askedNanos = new AtomicLong(nanos.getAsLong() - EVERY_NANOS);
    private volatile double ratio;

    /// Whether it is time to ask again; true for one of those who ask.
    boolean isDue() {
      long now = nanos.getAsLong();
      long asked = askedNanos.get();
      return now - asked >= EVERY_NANOS && askedNanos.compareAndSet(asked, now);
    }

    /// @param info what `INFO memory` answered
    void measured(String info) {
      long most = number(info, MOST);
      // Redis itself leaves this out when it decides whether it is full: buffers of replicas and of
      // its file.
      long used = number(info, USED) - number(info, UNCOUNTED);
      ratio = most > 0 ? (double) Math.max(0, used) / most : 0;
    }

    /// The share of its `maxmemory` that is in use; 0 if it has no limit.
    double ratio() {
      return ratio;
    }

    /// Whether it takes no new messages.
    boolean isScarce() {
      return ratio >= limit;
    }
  }
}
