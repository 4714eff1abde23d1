package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import java.util.List;

/// What a read of a room log found.
public sealed interface Slice permits Slice.Read, Closed, Stale {

  /// The head of the room and the publications that were asked for, in the order that was asked
  /// for. What the log has dropped already is missing; `prev` shows it.
  record Read(Position head, List<Publication> publications) implements Slice {}
}
