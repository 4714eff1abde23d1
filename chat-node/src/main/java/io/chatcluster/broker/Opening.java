package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.List;

/// How a room goes on in a new generation.
///
/// @param closed the answer that asked for it; the opening fails if it is no longer true
/// @param restored publications that the archive has above `closed.last()`, oldest first, without
///     holes
/// @param reset whether the log's own entries do not join up with the restored ones and must go
public record Opening(Closed closed, List<Publication> restored, boolean reset) {

  /// The room's head after the opening.
  public Position head() {
    return restored.isEmpty() ? closed.last() : restored.getLast().at();
  }
}
