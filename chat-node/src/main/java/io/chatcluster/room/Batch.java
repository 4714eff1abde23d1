package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.List;

/// Publications of one room that are due to its members at the same time; never empty, without
/// holes.
public record Batch(RoomId room, List<Publication> publications) implements Delivery {

  /// Where a member must stand to be offered this.
  public Position from() {
    return publications.getFirst().prev();
  }

  /// Where a member stands after it.
  public Position to() {
    return publications.getLast().at();
  }
}
