package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.List;

/// What a read of a room log found.
public sealed interface Slice permits Slice.Read, Closed, Stale {

  /// The head of the room and the publications that were asked for, in the order that was asked
  /// for. What the log has dropped already is missing; `prev` shows it.
  ///
  /// @param cut whether the log has more of what was asked for, and the page was full of bytes
  record Read(Position head, List<Publication> publications, boolean cut) implements Slice {

    /// All that the log has of what was asked for.
    public Read(Position head, List<Publication> publications) {
      this(head, publications, false);
    }
  }
}
