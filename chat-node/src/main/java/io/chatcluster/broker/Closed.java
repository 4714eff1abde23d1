package io.chatcluster.broker;

import io.chatcluster.protocol.Position;

/// The room is not open in this epoch: what the log has lost must first be put back from the
/// archive.
///
/// @param epoch of the partition when this was answered; an opening is valid for that one only
/// @param memory what the log knows of the room
/// @param last where the room's entries in the log end, [Position#NONE] if it has none
public record Closed(long epoch, Memory memory, Position last) implements Append, Slice {

  /// What the log knows of a room that is not open.
  public enum Memory {
    /// It vouches for `last`: nothing above it waits in the queue.
    AGREED,
    /// Part of the room is lost, or its parts disagree.
    DOUBTFUL,
    /// Nothing: nobody has ever spoken there, or the room has been retired or lost.
    UNKNOWN
  }

  /// Whether the log vouches for `last`.
  public boolean agreed() {
    return memory == Memory.AGREED;
  }

  /// Whether the log has nothing of the room.
  public boolean unknown() {
    return memory == Memory.UNKNOWN;
  }
}
