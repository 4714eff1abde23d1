package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts log and archive together for a reader; the rules of resume, as pure functions.
///
/// `prev` decides everything: equal to the reader's position, nothing is missing; below it, the
/// reader saw a branch that is gone; above it, something lies between, which the archive must fill
/// or which is a gap.
public final class Segments {

  private Segments() {}

  /// Up to where the archive must fill in, if the log alone is not enough; null if it is.
  public static @Nullable Position fillTo(Position after, Position head, List<Publication> logged) {
    if (logged.isEmpty()) {
      return head.isAfter(after) ? head : null;
    }
    Position prev = logged.getFirst().prev();
    return prev.isAfter(after) ? prev : null;
  }

  /// The segment, if the log alone is enough.
  public static Segment fromLog(Position after, Position head, List<Publication> logged) {
    if (logged.isEmpty()) {
      return new Segment(after.isAfter(head) ? head : null, null, List.of(), head, false);
    }
    return segment(after, head, logged);
  }

  /// The segment, once the archive was asked to fill in up to `fillTo`.
  ///
  /// @param archived what it has above `after` and not above `fillTo`, oldest first
  public static Segment filled(
      Position after,
      Position head,
      List<Publication> archived,
      Position fillTo,
      List<Publication> logged) {
    List<Publication> all = new ArrayList<>(archived);
    if (archived.isEmpty() || archived.getLast().at().equals(fillTo)) {
      all.addAll(logged);
    }
    if (all.isEmpty()) {
      // The head is known but its message is nowhere: it went beyond retention, with everything
      // before it.
      return new Segment(null, new Segment.Missing(after, head, head), List.of(), head, false);
    }
    return segment(after, head, all);
  }

  private static Segment segment(Position after, Position head, List<Publication> found) {
    Publication first = found.getFirst();
    int order = first.prev().compareTo(after);
    Position rollbackTo = order < 0 ? first.prev() : null;
    Segment.Missing gap = order > 0 ? new Segment.Missing(after, first.at(), first.prev()) : null;
    List<Publication> run = chain(found);
    return new Segment(rollbackTo, gap, run, head, head.isAfter(run.getLast().at()));
  }

  /// The longest run without a hole from the first on.
  private static List<Publication> chain(List<Publication> found) {
    for (int i = 1; i < found.size(); i++) {
      if (!found.get(i).prev().equals(found.get(i - 1).at())) {
        return found.subList(0, i);
      }
    }
    return found;
  }
}
