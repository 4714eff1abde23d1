package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.List;

/// What a read of a room log found.
public sealed interface Slice permits Slice.Read, Closed, Stale {

  /// The head of the room and the publications asked for, in the order asked for. What the log has
  /// already dropped is missing; `prev` shows it.
  ///
  /// @param cut whether the log has more of what was asked for, but the page had no bytes left
  record Read(Position head, List<Publication> publications, boolean cut) implements Slice {

    /// All that the log has of what was asked for.
    public Read(Position head, List<Publication> publications) {
      this(head, publications, false);
    }
  }
}
