package io.chatcluster.loadtest.storm;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What has been counted since the storm began, or, before it, since the first was due.
///
/// Owned by one lane; [#copy()] and [#add(StormTally)] make sums for others.
public final class StormTally {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;

  private final Histogram inMicros = new Histogram(1, LONGEST_MICROS, DIGITS);
  private final Map<String, Long> refusals = new TreeMap<>();
  private long lost;

  StormTally() {}

  void in(long nanos) {
    inMicros.recordValue(Math.clamp(nanos / NANOS_PER_MICRO, 0, LONGEST_MICROS));
  }

  /// Somebody has to try again.
  void refused(String reason) {
    refusals.merge(reason, 1L, Long::sum);
  }

  /// Somebody is in, and what they had said is not there any more.
  void lost() {
    lost++;
  }

  StormTally copy() {
    var copy = new StormTally();
    copy.add(this);
    return copy;
  }

  void add(StormTally other) {
    inMicros.add(other.inMicros);
    other.refusals.forEach((reason, count) -> refusals.merge(reason, count, Long::sum));
    lost += other.lost;
  }

  /// How long it took each to be in.
  public Histogram inMicros() {
    return inMicros;
  }

  /// Attempts that were refused or cut, by reason.
  public Map<String, Long> refusals() {
    return new TreeMap<>(refusals);
  }

  /// Those whose message was gone when they came back.
  public long lostMessages() {
    return lost;
  }
}
