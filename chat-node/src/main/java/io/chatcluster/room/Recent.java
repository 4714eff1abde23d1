package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last publications of a room, so that a crowd that comes back at once reads the log once.
///
/// Bounded in number and in bytes. Always a contiguous run that ends at the room's position.
final class Recent {

  static final int MAX_PUBLICATIONS = 256;
  static final int MAX_BYTES = 256 * 1024;

  private final ArrayDeque<Publication> run = new ArrayDeque<>();
  private int bytes;

  void add(Publication publication) {
    if (!run.isEmpty() && !publication.prev().equals(run.getLast().at())) {
      clear();
    }
    run.add(publication);
    bytes += publication.body().length;
    while (run.size() > MAX_PUBLICATIONS || (bytes > MAX_BYTES && run.size() > 1)) {
      bytes -= run.removeFirst().body().length;
    }
  }

  void clear() {
    run.clear();
    bytes = 0;
  }

  /// Everything after the position, or null if the run does not reach back to it.
  @Nullable List<Publication> after(Position position) {
    List<Publication> found = null;
    for (Publication publication : run) {
      if (found != null) {
        found.add(publication);
      } else if (publication.prev().equals(position)) {
        found = new ArrayList<>();
        found.add(publication);
      }
    }
    return found;
  }
}
