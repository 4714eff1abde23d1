package io.chatcluster.protocol;

/// Who is to hear a signal.
public sealed interface Audience {

  /// All members of a room.
  record OfRoom(RoomId room) implements Audience {}

  /// All sessions of a user.
  record OfUser(UserId user) implements Audience {}
}
