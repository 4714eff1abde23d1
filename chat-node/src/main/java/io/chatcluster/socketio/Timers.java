package io.chatcluster.socketio;

import java.time.Duration;

/// Tasks that run later on a client's loop.
@FunctionalInterface
interface Timers {

  /// Runs a task after a while.
  ///
  /// @return makes sure that it never runs any more
  Runnable after(Duration wait, Runnable task);
}
