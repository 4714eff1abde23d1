package io.chatcluster.node;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.room.RoomStream;
import java.util.Set;
import java.util.function.Consumer;

/// A loop of this node in the role of a listener: the ways to it, and what listens there. Tasks run
/// there in order.
///
/// @param mailbox the way for what must not be missed
/// @param rights hears of changed rights
/// @param relay the way for signals
record Hearing(
    Mailbox mailbox,
    RoomStream stream,
    Commits commits,
    Consumer<RightsChange> rights,
    SignalRelay relay) {

  /// Hears what is committed.
  interface Commits {

    /// See [Subscriptions.Listener#committed].
    void committed(int partition, Position queueId, Set<Position> discarded);
  }
}
