package io.chatcluster.loadtest.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One room that the client wants to be in: its membership, its position, its unsent messages.
/// Owned by its [ClientCore].
final class ClientRoom {

  enum Membership {
    /// Not in the room on this connection; a join is due.
    AWAY,
    /// A join was sent.
    JOINING,
    JOINED
  }

  /// A message without an answer.
  static final class Outgoing {
    final String id;
    final String text;
    int attempts;

    Outgoing(String id, String text) {
      this.id = id;
      this.text = text;
    }
  }

  final String name;
  final RoomView view;
  final Deque<Outgoing> outgoing = new ArrayDeque<>();
  Membership membership = Membership.AWAY;
  long joinDueMillis;

  /// Whether the first of the outgoing messages is on its way.
  boolean sending;

  long sendDueMillis;

  /// The application has left it; late answers concern nobody.
  boolean gone;

  private @Nullable Position lastHole;

  /// How many joins from there have healed nothing.
  private int vain;

  ClientRoom(String name, List<Position> seen) {
    this.name = name;
    this.view = new RoomView(seen);
  }

  /// The connection is gone, and with it all that was under way.
  void disconnected() {
    membership = Membership.AWAY;
    joinDueMillis = 0;
    sending = false;
    lastHole = null;
  }

  /// Joins again: at once, unless the last time did not help; then later and later.
  void hole(long nowMillis, Backoff backoff) {
    if (membership != Membership.JOINED) {
      return;
    }
    Position position = view.position();
    vain = position != null && position.equals(lastHole) ? vain + 1 : 0;
    lastHole = position;
    membership = Membership.AWAY;
    joinDueMillis = nowMillis + backoff.afterVain(vain);
  }
}
