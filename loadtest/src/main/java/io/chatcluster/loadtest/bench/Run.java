package io.chatcluster.loadtest.bench;

/// One stretch of publishing at one rate: a warm-up and a measured part, without a pause between.
///
/// @param number tells its messages from those of other runs
/// @param measuredFrom the first message whose latency counts
/// @param limitMicros above it a delivery is late
record Run(int number, Schedule schedule, long measuredFrom, long limitMicros) {
  /// Before the first run: nothing is due, nothing counts.
  static final Run NONE = new Run(0, new Schedule(0, 1, 0), Long.MAX_VALUE, Long.MAX_VALUE);

  private static final long MICROS_PER_MILLI = 1_000;

  /// A run that begins at that time.
  static Run at(int number, long startNanos, Load load) {
    var schedule = Schedule.lasting(startNanos, load.rate(), load.warmUpSeconds() + load.seconds());
    long measuredFrom = (long) load.rate() * load.warmUpSeconds();
    return new Run(number, schedule, measuredFrom, load.limitMillis() * MICROS_PER_MILLI);
  }

  /// When its measured part begins.
  long measuredFromNanos() {
    return schedule.due(measuredFrom);
  }
}
