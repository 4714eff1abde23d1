package io.chatcluster.loadtest.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What one lane has counted in one run; latencies from when a message was due.
///
/// Owned by one lane. Several are added up once their lanes are quiet.
final class Tally {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long LONGEST_MICROS = 60_000_000;
  private static final int DIGITS = 3;

  private final long[] ackedByRoom;
  private final Histogram latencies = new Histogram(1, LONGEST_MICROS, DIGITS);
  private final Histogram ackLatencies = new Histogram(1, LONGEST_MICROS, DIGITS);
  private final Map<String, Long> troubles = new TreeMap<>();
  private Run run = Run.NONE;
  private long deliveries;
  private long late;
  private long sent;
  private long acked;
  private long refused;
  private long signalled;
  private long heard;

  Tally(int rooms) {
    ackedByRoom = new long[rooms];
  }

  /// Counts from zero for another run.
  void begin(Run next) {
    run = next;
    latencies.reset();
    ackLatencies.reset();
    troubles.clear();
    Arrays.fill(ackedByRoom, 0);
    deliveries = 0;
    late = 0;
    sent = 0;
    acked = 0;
    refused = 0;
    signalled = 0;
    heard = 0;
  }

  Run run() {
    return run;
  }

  void sent() {
    sent++;
  }

  /// Counts a signal that was told.
  void signalled() {
    signalled++;
  }

  /// Counts a signal that has reached one socket.
  void heard() {
    heard++;
  }

  /// Counts a message that has reached one socket.
  void delivered(long sequence, long now) {
    deliveries++;
    if (sequence >= run.measuredFrom()) {
      long micros = micros(sequence, now);
      latencies.recordValue(micros);
      if (micros > run.limitMicros()) {
        late++;
      }
    }
  }

  /// Counts the `ok` of a message.
  void acked(int room, long sequence, long now) {
    acked++;
    ackedByRoom[room]++;
    if (sequence >= run.measuredFrom()) {
      ackLatencies.recordValue(micros(sequence, now));
    }
  }

  private long micros(long sequence, long now) {
    long micros = (now - run.schedule().due(sequence)) / NANOS_PER_MICRO;
    return Math.clamp(micros, 0, LONGEST_MICROS);
  }

  /// Counts an `error` reply.
  void refused(String code) {
    refused++;
    trouble("error " + code);
  }

  /// Counts something that should not happen, by a name.
  void trouble(String what) {
    troubles.merge(what, 1L, Long::sum);
  }

  /// Adds what another lane has counted.
  void add(Tally other) {
    run = other.run;
    for (int i = 0; i < ackedByRoom.length; i++) {
      ackedByRoom[i] += other.ackedByRoom[i];
    }
    latencies.add(other.latencies);
    ackLatencies.add(other.ackLatencies);
    other.troubles.forEach((what, count) -> troubles.merge(what, count, Long::sum));
    deliveries += other.deliveries;
    late += other.late;
    sent += other.sent;
    acked += other.acked;
    refused += other.refused;
    signalled += other.signalled;
    heard += other.heard;
  }

  long ackedIn(int room) {
    return ackedByRoom[room];
  }

  Histogram latencies() {
    return latencies;
  }

  Histogram ackLatencies() {
    return ackLatencies;
  }

  Map<String, Long> troubles() {
    return Map.copyOf(troubles);
  }

  /// How far the run is.
  Progress progress() {
    return new Progress(sent, acked, refused, deliveries, late, signalled, heard);
  }
}
