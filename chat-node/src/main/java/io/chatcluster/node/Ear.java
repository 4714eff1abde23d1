package io.chatcluster.node;

import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;
import org.jspecify.annotations.Nullable;

/// A session in the role of being told what its user is to hear. Called on the session's loop.
public interface Ear {

  /// The id of the session.
  String session();

  /// Takes the signals or refuses them whole.
  Offer offer(Signals signals);

  /// It may have changed what the user may do in a room; null: in whichever rooms.
  void rightsChanged(@Nullable RoomId room);
}
