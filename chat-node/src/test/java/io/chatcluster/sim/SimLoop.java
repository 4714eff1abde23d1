package io.chatcluster.sim;

import io.chatcluster.node.Loop;
import java.util.ArrayList;
import java.util.List;

/// An event loop in virtual time; dead, or frozen, with its node.
final class SimLoop implements Loop {

  private final Clockwork clock;
  private final boolean wallOnly;
  private long skewMillis;
  private boolean dead;
  private boolean frozen;
  private final List<Runnable> missed = new ArrayList<>();

  /// @param skewMillis how far its wall clock is ahead
  /// @param wallOnly whether it has no other clock
  SimLoop(Clockwork clock, long skewMillis, boolean wallOnly) {
    this.clock = clock;
    this.wallOnly = wallOnly;
    this.skewMillis = skewMillis;
  }

  void kill() {
    dead = true;
  }

  /// Somebody sets the wall clock; no time passes.
  void stepClock(long millis) {
    skewMillis += millis;
  }

  boolean dead() {
    return dead;
  }

  /// Its process gets no time: what is due waits until it wakes.
  void freeze() {
    frozen = true;
  }

  boolean frozen() {
    return frozen;
  }

  /// Everything that was due happens now, in its order, as if it were still then.
  void wake() {
    frozen = false;
    List<Runnable> due = List.copyOf(missed);
    missed.clear();
    due.forEach(this::execute);
  }

  @Override
  public void execute(Runnable task) {
    afterMicros(1, task);
  }

  @Override
  public void after(long millis, Runnable task) {
    afterMicros(millis * 1_000, task);
  }

  void afterMicros(long micros, Runnable task) {
    clock.afterMicros(micros, () -> run(task));
  }

  void atMicros(long when, Runnable task) {
    clock.atMicros(when, () -> run(task));
  }

  /// Now, if its process has time.
  void run(Runnable task) {
    if (frozen) {
      missed.add(task);
    } else if (!dead) {
      task.run();
    }
  }

  @Override
  public long nowMillis() {
    return clock.nowMillis() + skewMillis;
  }

  @Override
  public long elapsedMillis() {
    return wallOnly ? nowMillis() : clock.nowMillis();
  }
}
