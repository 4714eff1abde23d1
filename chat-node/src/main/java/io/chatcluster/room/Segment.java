package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a reader who stands at some position has to be told next, in this order: a rollback or a
/// gap, then publications without a hole.
///
/// @param rollbackTo the reader saw a suffix that is gone: back to here
/// @param gap a range that nobody has any more
/// @param publications the first one's `prev` is where the reader stands by then
/// @param head the room's head at the time of the read
/// @param more whether another read is needed to reach the head
public record Segment(
    @Nullable Position rollbackTo,
    @Nullable Missing gap,
    List<Publication> publications,
    Position head,
    boolean more) {

  /// A range beyond retention.
  ///
  /// @param after the last position before it
  /// @param next the first position after it
  /// @param prev the predecessor of `next`: where a reader stands once it has been told
  public record Missing(Position after, Position next, Position prev) {}

  /// Publications up to the head that follow on where the reader stands; none if it is there.
  public static Segment upTo(Position head, List<Publication> publications) {
    return new Segment(null, null, publications, head, false);
  }

  /// Whether the reader missed nothing and saw nothing that is gone.
  public boolean contiguous() {
    return rollbackTo == null && gap == null;
  }

  /// Where a reader who stood at `from` stands after this.
  public Position end(Position from) {
    if (!publications.isEmpty()) {
      return publications.getLast().at();
    }
    if (gap != null) {
      return gap.prev();
    }
    return rollbackTo == null ? from : rollbackTo;
  }
}
