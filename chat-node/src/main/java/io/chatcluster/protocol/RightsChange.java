package io.chatcluster.protocol;

/// Says that somebody's rights have changed, but not what they are now: whoever hears it asks the
/// gate.
public sealed interface RightsChange {

  /// Who is to hear of it.
  Audience to();

  /// Something has changed for all members of a room.
  record OfRoom(RoomId room) implements RightsChange {

    @Override
    public Audience to() {
      return new Audience.OfRoom(room);
    }
  }

  /// Something has changed for one member of a room.
  record OfMember(RoomId room, UserId user) implements RightsChange {

    @Override
    public Audience to() {
      return new Audience.OfRoom(room);
    }
  }

  /// Something has changed for a user, in whichever rooms.
  record OfUser(UserId user) implements RightsChange {

    @Override
    public Audience to() {
      return new Audience.OfUser(user);
    }
  }
}
