package io.chatcluster.room;

import io.chatcluster.protocol.Push;

/// The way to one client, shared by all rooms of its session; called on the session's loop.
public interface Outlet {

  /// Takes a delivery or refuses it whole.
  Offer offer(Delivery delivery);

  /// Takes a push that is not a delivery; never refused.
  void push(Push push);

  /// Whether an offer would be taken now.
  boolean writable();
}
