package io.chatcluster.room;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;

/// A session as the rooms of its loop know it: what it is told about its membership. What is said
/// in the room goes straight to its [Outlet]. Called on the session's loop.
public interface Member {

  /// The id of the session.
  String session();

  /// The way to its client.
  Outlet outlet();

  /// It is in: messages above `from` follow.
  void joined(Position from, Position head, boolean recovered);

  /// It could not come in; its membership is over.
  void refused(ErrorCode code);

  /// It may have changed what it may do there: to be paused until that is known.
  void rightsChanged();

  /// Its outlet has taken what was read for it, because it stood behind its room.
  void read(Batch batch);
}
