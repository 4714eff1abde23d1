package io.chatcluster.node;

import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.history.Archive;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the archive about messages of which the log alone cannot tell whether they are stored.
///
/// Owned by one event loop.
final class Proofs {

  private static final Bound ONE = new Bound(1, 1);
  private static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

  private final Archive archive;

  /// What is known of a message in doubt.
  sealed interface Verdict {

    /// The archive has it.
    record Stored(Position at) implements Verdict {}

    /// The archive does not have it, and never will from what an older generation appended.
    record Absent() implements Verdict {}

    /// The archive does not have it, and may get it yet.
    record Waiting(Position at) implements Verdict {}
  }

  Proofs(Archive archive) {
    this.archive = archive;
  }

  Future<Optional<Position>> find(RoomId room, Draft draft) {
    return OnLoop.back(archive.find(room, draft.user(), draft.id()));
  }

  /// @param placed where the log says it stands, in an older generation; null if it says nothing
  Future<Verdict> judge(RoomId room, Draft draft, @Nullable Position placed) {
    return find(room, draft)
        .compose(
            found -> {
              if (found.isPresent()) {
                return Future.succeededFuture(new Verdict.Stored(found.get()));
              }
              return placed == null
                  ? Future.succeededFuture(new Verdict.Absent())
                  : passed(room, placed);
            });
  }

  /// The archive only grows at its head: what lies below it and is not there was a branch that has
  /// lost.
  private Future<Verdict> passed(RoomId room, Position placed) {
    Position before = new Position(placed.epoch(), placed.offset() - 1);
    return OnLoop.back(archive.range(room, before, END, ONE))
        .map(
            next -> {
              boolean lost = !next.isEmpty() && next.getFirst().at().isAfter(placed);
              return lost ? new Verdict.Absent() : new Verdict.Waiting(placed);
            });
  }
}
