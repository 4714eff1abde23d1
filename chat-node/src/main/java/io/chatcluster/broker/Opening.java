package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.List;

/// How a room goes on in a new epoch, or after the log has lost a part of it.
///
/// @param closed the answer that asked for it; the opening fails if it is no longer true
/// @param archived publications that the archive has above `closed.last()`, oldest first, without
///     holes
/// @param queued those after them that still wait for the archive
/// @param kept those that wait and are still in the log, at or below its end: their ids may be
///     forgotten, and nobody else knows of them yet
/// @param look under which the queue was looked at, see [Waiting]; empty if it was not
/// @param newest newest position of the room in the archive or the queue, even if it does not join
///     up
/// @param reset whether the log's own entries do not join up with these and must go
/// @param enqueue whether the log's last entry is in neither, so that it must be queued again
public record Opening(
    RoomId room,
    Closed closed,
    List<Publication> archived,
    List<Queued> queued,
    List<Queued> kept,
    String look,
    Position newest,
    boolean reset,
    boolean enqueue) {

  /// The room's head after the opening.
  public Position head() {
    if (!queued.isEmpty()) {
      return queued.getLast().publication().at();
    }
    return archived.isEmpty() ? closed.last() : archived.getLast().at();
  }
}
