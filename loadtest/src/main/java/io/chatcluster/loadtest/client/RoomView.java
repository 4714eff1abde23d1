package io.chatcluster.loadtest.client;

import org.jspecify.annotations.Nullable;

/// Where the client stands in one room, and what a push does to that. Owned by its [ClientRoom].
final class RoomView {

  enum Verdict {
    /// Tell the application; the position has moved.
    APPLY,
    /// Nothing new.
    DROP,
    /// Something is missing: ask again from the position.
    HOLE
  }

  private @Nullable Position position;

  /// A gap ends here; the push that follows says where exactly the client stands.
  private @Nullable Position gapNext;

  RoomView(@Nullable Position position) {
    this.position = position;
  }

  /// Null until the room was joined for the first time.
  @Nullable Position position() {
    return position;
  }

  /// The end of a gap after which nothing has come yet.
  @Nullable Position gapNext() {
    return gapNext;
  }

  /// A `joined` counts only for a client that has no position; any other goes on from its own.
  void joined(Position from) {
    if (position == null) {
      position = from;
    }
  }

  Verdict chat(Position at, Position prev) {
    if (position == null || !at.isAfter(position)) {
      return Verdict.DROP;
    }
    if (!prev.equals(position) && !endsGap(at, prev, position)) {
      return Verdict.HOLE;
    }
    position = at;
    gapNext = null;
    return Verdict.APPLY;
  }

  private boolean endsGap(Position at, Position prev, Position position) {
    Position next = gapNext;
    return next != null && !next.isAfter(at) && !prev.isAfter(next) && prev.isAfter(position);
  }

  Verdict rollback(Position to) {
    if (position == null) {
      return Verdict.DROP;
    }
    int order = to.compareTo(position);
    if (order > 0) {
      return Verdict.HOLE;
    }
    gapNext = null;
    position = to;
    return order == 0 ? Verdict.DROP : Verdict.APPLY;
  }

  /// @return [Verdict#APPLY] if there is a gap from the position to `next` that was not known yet
  Verdict gap(Position after, Position next) {
    if (position == null || !next.isAfter(position) || next.equals(gapNext)) {
      return Verdict.DROP;
    }
    if (after.isAfter(position)) {
      return Verdict.HOLE;
    }
    gapNext = next;
    return Verdict.APPLY;
  }
}
