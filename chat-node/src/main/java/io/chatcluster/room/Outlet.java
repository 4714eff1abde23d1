package io.chatcluster.room;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Push;

/// The way from a room to one session; called on the session's loop.
public interface Outlet {

  /// The id of the session.
  String session();

  /// Takes a delivery or refuses it whole.
  Offer offer(Delivery delivery);

  /// Takes a rollback or a gap; always taken.
  void push(Push push);

  /// The membership begins: messages above `from` follow.
  void joined(Membership membership, Position from, Position head, boolean recovered);

  /// The membership could not begin; it is over.
  void refused(Membership membership, ErrorCode code);

  /// Whether a batch would be taken now.
  boolean writable();
}
