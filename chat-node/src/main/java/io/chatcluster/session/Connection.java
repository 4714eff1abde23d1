package io.chatcluster.session;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.room.Delivery;
import io.chatcluster.room.Offer;

/// The raw socket, whatever carries it. Everything is called on its loop.
///
/// 1. Replies, pushes and batches reach the client in the order of the calls.
/// 2. [#offer] refuses whole when the outbox is over its limit, and takes nothing then.
/// 3. After [#close] nothing is sent; closing twice is harmless.
public interface Connection {

  /// Sends the answer to a command.
  void send(Reply reply);

  /// Sends a push that is not a message.
  void push(Push push);

  Offer offer(Delivery delivery);

  /// Whether an offer would be accepted now.
  boolean writable();

  /// Whether the client has taken a good piece of a full outbox since this was last so.
  boolean reads();

  void close(CloseReason reason);
}
