package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;

/// The head of a room at the time of a position check.
///
/// @param position where it stands; if the room is not open, perhaps below what clients have seen
public record Head(RoomId room, Position position, State state) {

  /// Whether the log knows the room.
  public enum State {
    /// It is open in the present epoch.
    OPEN,
    /// It must be opened.
    CLOSED,
    /// The log has nothing of it: nobody has spoken there yet, or only the archive knows it.
    UNKNOWN
  }
}
