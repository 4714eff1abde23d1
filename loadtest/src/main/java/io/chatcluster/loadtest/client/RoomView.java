package io.chatcluster.loadtest.client;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where the client stands in one room, and what a push does to that. Owned by its [ClientRoom].
///
/// A rollback names a position of the room's present history, which this client need not have seen:
/// a branch may be lost and come back while the client followed another. So the view remembers how
/// far it came in each epoch, within which it has seen everything, and goes back to what it really
/// has.
final class RoomView {

  enum Verdict {
    /// Tell the application; the position has moved.
    APPLY,
    /// Nothing new.
    DROP,
    /// Something is missing: ask again from the position.
    HOLE
  }

  /// The last position of each epoch, as far as the view goes back.
  private final TreeSet<Position> marks = new TreeSet<>();

  private @Nullable Position position;

  /// A gap ends here; the push that follows says where exactly the client stands.
  private @Nullable Position gapNext;

  /// @param seen positions that the application has kept, oldest first
  RoomView(List<Position> seen) {
    seen.forEach(this::moveTo);
  }

  private void moveTo(Position at) {
    if (!marks.isEmpty() && marks.last().epoch() == at.epoch()) {
      marks.pollLast();
    }
    marks.add(at);
    position = at;
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
      moveTo(from);
    }
  }

  Verdict event(Position at, Position prev) {
    if (position == null || !at.isAfter(position)) {
      return Verdict.DROP;
    }
    if (!prev.equals(position) && !endsGap(at, prev, position)) {
      return Verdict.HOLE;
    }
    moveTo(at);
    gapNext = null;
    return Verdict.APPLY;
  }

  private boolean endsGap(Position at, Position prev, Position position) {
    Position next = gapNext;
    return next != null && !next.isAfter(at) && !prev.isAfter(next) && prev.isAfter(position);
  }

  /// After [Verdict#APPLY] the position is the newest that the client has and that is not above
  /// `to`.
  Verdict rollback(Position to) {
    if (position == null) {
      return Verdict.DROP;
    }
    int order = to.compareTo(position);
    if (order > 0) {
      return Verdict.HOLE;
    }
    gapNext = null;
    if (order == 0) {
      return Verdict.DROP;
    }
    moveTo(newestKept(to));
    return Verdict.APPLY;
  }

  private Position newestKept(Position to) {
    boolean passed = false;
    while (!marks.isEmpty() && marks.last().isAfter(to)) {
      passed |= marks.removeLast().epoch() == to.epoch();
    }
    return passed || marks.isEmpty() ? to : marks.last();
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
