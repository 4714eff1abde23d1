package io.chatcluster.session;

import io.chatcluster.protocol.CloseReason;
import io.chatcluster.protocol.Reply;
import io.chatcluster.room.Outlet;

/// The raw socket, whatever carries it. Everything is called on its loop.
///
/// 1. Replies, pushes and batches reach the client in the order of the calls.
/// 2. [#offer] refuses whole when the outbox is over its limit, and takes nothing then.
/// 3. After [#close] nothing is sent; closing twice is harmless.
public interface Connection extends Outlet {

  /// Sends the answer to a command.
  void send(Reply reply);

  /// Whether the client has taken a good part of a full outbox since this was last true.
  boolean reads();

  void close(CloseReason reason);
}
