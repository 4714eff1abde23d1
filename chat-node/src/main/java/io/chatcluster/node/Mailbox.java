package io.chatcluster.node;

import java.util.ArrayList;
import java.util.List;

/// Tasks from one loop to another: those of one turn go over together, in order. Owned by the
/// sending loop.
final class Mailbox {

  private final Loop from;
  private final Loop to;
  private final boolean same;
  private List<Runnable> gathered = new ArrayList<>();

  Mailbox(Loop from, Loop to) {
    this.from = from;
    this.to = to;
    this.same = from.equals(to);
  }

  void post(Runnable task) {
    if (same) {
      task.run();
      return;
    }
    if (gathered.isEmpty()) {
      from.execute(this::send);
    }
    gathered.add(task);
  }

  private void send() {
    List<Runnable> tasks = gathered;
    gathered = new ArrayList<>();
    to.execute(() -> tasks.forEach(Runnable::run));
  }
}
