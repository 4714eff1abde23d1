package io.chatcluster.node;

import io.chatcluster.room.Offer;
import io.chatcluster.room.Signals;

/// A session, as one who is told what its user is to hear. Called on the session's loop.
public interface Ear {

  /// The id of the session.
  String session();

  /// Takes the signals or refuses them whole.
  Offer offer(Signals signals);
}
