package io.chatcluster.node;

import java.util.Comparator;
import java.util.PriorityQueue;

/// An event loop whose time stands still until a test lets it pass.
public final class StillLoop implements Loop {

  private record Due(long millis, long sequence, Runnable task) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::millis).thenComparingLong(Due::sequence));
  private long now = 1_790_000_000_000L;
  private long clockAhead;
  private long sequence;

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long millis, Runnable task) {
    queue.add(new Due(now + millis, sequence++, task));
  }

  @Override
  public long nowMillis() {
    return now + clockAhead;
  }

  @Override
  public long elapsedMillis() {
    return now;
  }

  /// Somebody sets the wall clock; no time passes.
  public void stepClock(long millis) {
    clockAhead += millis;
  }

  /// Runs what is due now.
  public void turn() {
    pass(0);
  }

  /// Lets time pass, and all happen that is due meanwhile.
  public void pass(long millis) {
    long end = now + millis;
    while (!queue.isEmpty() && queue.peek().millis() <= Math.max(now, end)) {
      Due next = queue.remove();
      now = Math.max(now, next.millis());
      next.task().run();
    }
    now = Math.max(now, end);
  }

  /// Time that a task on the loop takes.
  void take(long millis) {
    now += millis;
  }
}
