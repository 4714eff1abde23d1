package io.chatcluster.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Whether this node lives, and whether it wants traffic. Any thread.
///
/// Neither depends on Redis or PostgreSQL: all nodes lose those at once, and then clients are
/// better off connected to a node that says so than to none.
public final class Health {

  private enum Stage {
    STARTING,
    READY,
    DRAINING
  }

  private final List<LoopPulse> pulses = new CopyOnWriteArrayList<>();
  private volatile Stage stage = Stage.STARTING;

  public void watch(LoopPulse pulse) {
    pulses.add(pulse);
  }

  public void ready() {
    stage = Stage.READY;
  }

  public void draining() {
    stage = Stage.DRAINING;
  }

  boolean live() {
    return pulses.stream().allMatch(LoopPulse::alive);
  }

  boolean isReady() {
    return stage == Stage.READY && live();
  }

  public boolean isDraining() {
    return stage == Stage.DRAINING;
  }

  String word() {
    return switch (stage) {
      case STARTING -> "starting";
      case READY -> live() ? "ready" : "stuck";
      case DRAINING -> "draining";
    };
  }
}
