package io.chatcluster.node;

/// One event loop: the only source of time and order for what it owns.
public interface Loop {

  /// Runs a task on this loop, later, in order. Any thread.
  void execute(Runnable task);

  /// Runs a task on this loop once, after a time. On the loop only.
  void after(long millis, Runnable task);

  /// Milliseconds since 1970, by a clock that somebody may set. Only for what is stored, told to
  /// clients, or compared with times from elsewhere.
  long nowMillis();

  /// Milliseconds since some moment, by a clock that neither goes back nor jumps. For intervals and
  /// deadlines.
  long elapsedMillis();
}
