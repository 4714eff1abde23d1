package io.chatcluster.loadtest.crowd;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What a lane has counted since the beginning.
///
/// Owned by one lane; [#copy()] and [#add(CrowdTally)] make sums for others. Times to come in are
/// counted from when a client was due.
public final class CrowdTally {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long LONGEST_MICROS = 600_000_000;
  private static final int DIGITS = 3;
  private static final int MOST_REASONS = 50;
  private static final String OTHER = "other reasons";

  private final Map<Phase, Histogram> reached = new EnumMap<>(Phase.class);
  private final Histogram roundTrips = histogram();
  private final Map<String, Long> failures = new TreeMap<>();
  private final Map<String, Long> drops = new TreeMap<>();
  private long started;
  private long inside;
  private long gone;
  private long comebacks;

  CrowdTally() {
    for (var phase : Phase.values()) {
      reached.put(phase, histogram());
    }
  }

  private static Histogram histogram() {
    return new Histogram(1, LONGEST_MICROS, DIGITS);
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / NANOS_PER_MICRO, 0, LONGEST_MICROS);
  }

  void start() {
    started++;
  }

  void reach(Phase phase, long nanosSinceDue) {
    reached(phase).recordValue(micros(nanosSinceDue));
  }

  void enter() {
    inside++;
  }

  /// Somebody who had been in before is in again.
  void comeBack() {
    comebacks++;
  }

  /// An attempt to come in has ended without success.
  void fail(String reason) {
    count(failures, reason);
  }

  /// Somebody who was in no longer is.
  void drop(String reason) {
    inside--;
    count(drops, reason);
  }

  /// Somebody will not come (back).
  void lose() {
    gone++;
  }

  void roundTrip(long nanos) {
    roundTrips.recordValue(micros(nanos));
  }

  /// A server may answer with anything, so a report names only a bounded number of things.
  private static void count(Map<String, Long> counts, String reason) {
    boolean room = counts.size() < MOST_REASONS || counts.containsKey(reason);
    counts.merge(room ? reason : OTHER, 1L, Long::sum);
  }

  CrowdTally copy() {
    var copy = new CrowdTally();
    copy.add(this);
    return copy;
  }

  void add(CrowdTally other) {
    other.reached.forEach((phase, histogram) -> reached(phase).add(histogram));
    roundTrips.add(other.roundTrips);
    other.failures.forEach((reason, count) -> failures.merge(reason, count, Long::sum));
    other.drops.forEach((reason, count) -> drops.merge(reason, count, Long::sum));
    started += other.started;
    inside += other.inside;
    gone += other.gone;
    comebacks += other.comebacks;
  }

  /// Micros from when a client was due until it had come so far.
  public Histogram reached(Phase phase) {
    var histogram = reached.get(phase);
    if (histogram == null) {
      throw new IllegalStateException("no histogram of " + phase);
    }
    return histogram;
  }

  /// Micros from a `ping` command to its `pong`.
  public Histogram roundTrips() {
    return roundTrips;
  }

  /// Attempts to come in that ended without success, by reason.
  public Map<String, Long> failures() {
    return new TreeMap<>(failures);
  }

  /// Ends of connections that had been in, by reason.
  public Map<String, Long> drops() {
    return new TreeMap<>(drops);
  }

  /// Clients whose time to come has come.
  public long started() {
    return started;
  }

  /// Clients that are in now.
  public long inside() {
    return inside;
  }

  /// Clients that will not come (back).
  public long gone() {
    return gone;
  }

  /// How often somebody who had been in came in again.
  public long comebacks() {
    return comebacks;
  }

  /// All of them.
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /// All of them.
  public long dropped() {
    return drops.values().stream().mapToLong(Long::longValue).sum();
  }
}
