package io.chatcluster.loadtest.bench;

/// One stretch of publishing at one rate: a warm-up and a measured part, without a pause between.
///
/// @param number tells its messages from those of other runs
/// @param measuredFrom the first message whose latency counts
/// @param limitMicros above it a delivery is late
/// @param signals when signals are due
record Run(int number, Schedule schedule, long measuredFrom, long limitMicros, Schedule signals) {
  /// Before the first run: nothing is due, nothing counts.
  static final Run NONE = new Run(0, Schedule.NONE, Long.MAX_VALUE, Long.MAX_VALUE, Schedule.NONE);

  private static final long MICROS_PER_MILLI = 1_000;

  /// A run that begins at that time.
  static Run at(int number, long startNanos, Load load) {
    var schedule = Schedule.lasting(startNanos, load.rate(), load.warmUpSeconds() + load.seconds());
    long measuredFrom = (long) load.rate() * load.warmUpSeconds();
    var signals =
        load.signals() == 0
            ? Schedule.NONE
            : Schedule.lasting(startNanos, load.signals(), load.warmUpSeconds() + load.seconds());
    return new Run(number, schedule, measuredFrom, load.limitMillis() * MICROS_PER_MILLI, signals);
  }

  /// When its measured part begins.
  long measuredFromNanos() {
    return schedule.due(measuredFrom);
  }
}
