package io.chatcluster.node;

/// One event loop: the only source of time and order for what it owns.
public interface Loop {

  /// Runs a task on this loop, later, in order. Any thread.
  void execute(Runnable task);

  /// Runs a task on this loop once, after a time. On the loop only.
  void after(long millis, Runnable task);

  /// Milliseconds since 1970.
  long nowMillis();
}
