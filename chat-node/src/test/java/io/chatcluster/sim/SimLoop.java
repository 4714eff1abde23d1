package io.chatcluster.sim;

import io.chatcluster.node.Loop;

/// An event loop in virtual time; dead with its node.
final class SimLoop implements Loop {

  private final Clockwork clock;
  private final long skewMillis;
  private boolean dead;

  /// @param skewMillis how far its wall clock is ahead
  SimLoop(Clockwork clock, long skewMillis) {
    this.clock = clock;
    this.skewMillis = skewMillis;
  }

  void kill() {
    dead = true;
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
    return clock.nowMillis();
  }
}
