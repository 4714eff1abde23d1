package io.chatcluster.sim;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Virtual time: a queue of things to come, and the one source of chance.
final class Clockwork {

  /// Simulated time begins here, so that ids have a plausible time in them.
  static final long START_MILLIS = 1_790_000_000_000L;

  private record Due(long micros, long sequence, Runnable task) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::micros).thenComparingLong(Due::sequence));
  private final SplittableRandom random;
  private long micros;
  private long sequence;

  Clockwork(long seed) {
    this.random = new SplittableRandom(seed);
  }

  long nowMillis() {
    return START_MILLIS + micros / 1_000;
  }

  long nowMicros() {
    return micros;
  }

  void afterMicros(long delay, Runnable task) {
    queue.add(new Due(micros + delay, sequence++, task));
  }

  void atMicros(long when, Runnable task) {
    queue.add(new Due(Math.max(micros, when), sequence++, task));
  }

  /// Runs everything that is due until this many milliseconds from now.
  void runMillis(long millis) {
    long end = micros + millis * 1_000;
    while (!queue.isEmpty() && queue.peek().micros() <= end) {
      Due next = queue.remove();
      micros = next.micros();
      next.task().run();
    }
    micros = end;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  long microsBetween(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  long anyLong() {
    return random.nextLong();
  }
}
