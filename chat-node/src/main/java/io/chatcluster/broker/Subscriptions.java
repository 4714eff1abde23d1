package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import java.util.Set;

/// The wake-ups and signals of the cluster: which rooms and users this node listens to, and what it
/// hears.
///
/// Owned by one event loop: called on it, and calls its [Listener] on it.
///
/// 1. A publication of a subscribed room is heard soon after it was appended, or not at all:
///    wake-ups may be lost, and then [Listener#subscribed] is called once the subscription stands
///    again.
/// 2. After [Listener#subscribed] for a room, every later append is heard or rule 1 applies again.
/// 3. Nothing is heard of a room or a user after [#unsubscribe].
/// 4. What an archiver announces is heard by all, whatever they subscribe to, or lost.
/// 5. A signal to a subscribed room or user is heard once, soon, or lost without a word.
/// 6. A change of rights is heard too, of a room in its place among the room's publications; or it
/// is
///    lost without a word.
public interface Subscriptions {

  /// What is told.
  interface Listener {

    /// A room's subscription stands (again): what came before may have been missed.
    void subscribed(RoomId room);

    /// A room has a new publication. Order is the log's but for losses.
    void published(Publication publication);

    /// Everything in the partition's archive queue up to `queueId` is committed, but for
    /// `discarded`.
    void committed(int partition, Position queueId, Set<Position> discarded);

    /// Something fleeting was told to a room or a user. Signals of one node keep their order.
    void signalled(Signal signal);

    /// It has changed what somebody may do in a room, or anywhere.
    void rightsChanged(RightsChange change);
  }

  void subscribe(RoomId room);

  void unsubscribe(RoomId room);

  /// Listens to what a user is told; [Listener#subscribed] says nothing of it.
  void subscribe(UserId user);

  void unsubscribe(UserId user);
}
