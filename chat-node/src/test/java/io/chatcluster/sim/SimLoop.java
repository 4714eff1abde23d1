package io.chatcluster.sim;

import io.chatcluster.node.Loop;

/// An event loop in virtual time; dead with its node.
final class SimLoop implements Loop {

  private final Clockwork clock;
  private final boolean wallOnly;
  private long skewMillis;
  private boolean dead;

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

  private void run(Runnable task) {
    if (!dead) {
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
