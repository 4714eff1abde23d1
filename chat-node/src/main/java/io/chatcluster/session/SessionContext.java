package io.chatcluster.session;

import io.chatcluster.limits.Limits;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.rights.Gate;

/// What all sessions of a loop share.
public record SessionContext(
    NodeLoop node,
    Authenticator authenticator,
    Gate gate,
    SessionSettings settings,
    Limits limits,
    SessionEvents events) {

  /// The loop's time, in milliseconds since 1970.
  public long nowMillis() {
    return node.nowMillis();
  }

  /// Runs a task on the loop, later.
  public void later(Runnable task) {
    node.later(task);
  }

  /// The loop's clock for intervals and deadlines, which nobody can set.
  public long elapsedMillis() {
    return node.elapsedMillis();
  }
}
