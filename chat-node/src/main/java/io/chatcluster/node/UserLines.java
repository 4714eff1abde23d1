package io.chatcluster.node;

import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The users that this node listens for, and the loops that have sessions of theirs.
///
/// Owned by the loop that owns the subscriptions. As with rooms, the node listens a little longer
/// for users who have gone, so that a reconnect does not flap.
final class UserLines {

  private final Subscriptions subscriptions;
  private final Loop loop;
  private final long lingerMillis;
  private final Map<UserId, Line> lines = new HashMap<>();

  /// Those without a session here, in the order in which the last one went.
  private final Set<UserId> idle = new LinkedHashSet<>();

  private static final class Line {
    final Set<Integer> loops = new HashSet<>(2);
    long idleSince;
  }

  UserLines(Subscriptions subscriptions, Loop loop, Duration linger) {
    this.subscriptions = subscriptions;
    this.loop = loop;
    this.lingerMillis = linger.toMillis();
  }

  /// @param index of the loop that has a session now
  void watch(UserId user, int index) {
    Line line = lines.get(user);
    if (line == null) {
      line = new Line();
      lines.put(user, line);
      subscriptions.subscribe(user);
    }
    idle.remove(user);
    line.loops.add(index);
  }

  void unwatch(UserId user, int index) {
    Line line = lines.get(user);
    if (line != null && line.loops.remove(index) && line.loops.isEmpty()) {
      line.idleSince = loop.elapsedMillis();
      idle.add(user);
    }
  }

  /// The loops that have sessions of a user.
  Set<Integer> loops(UserId user) {
    Line line = lines.get(user);
    return line == null ? Set.of() : line.loops;
  }

  /// Ends what nobody needs any more; to be called about once a second.
  void endIdle() {
    long now = loop.elapsedMillis();
    for (UserId user : List.copyOf(idle)) {
      Line line = lines.get(user);
      if (line != null && now - line.idleSince < lingerMillis) {
        return;
      }
      idle.remove(user);
      lines.remove(user);
      subscriptions.unsubscribe(user);
    }
  }
}
