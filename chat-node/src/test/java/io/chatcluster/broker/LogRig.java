package io.chatcluster.broker;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A room log with brokers on it, for the tests of what every room log owes.
public interface LogRig {

  Broker broker();

  /// A broker of its own, as another node has it.
  Broker another();

  QuietRooms quietRooms();

  /// A subscription connection of its own.
  Subscriptions hear(Subscriptions.Listener listener);

  /// Calls as an event loop does, and waits for the answer.
  <T> T on(Supplier<Future<T>> call);

  /// Waits until this is so; fails when it takes too long.
  void until(BooleanSupplier condition);

  /// The archive queue, as an archiver sees it.
  ArchiveQueue queue();

  /// The incarnation to which the database has given the partition's epoch.
  String incarnation(int partition);

  /// The archive queue of the room's partition is gone.
  void loseQueue(RoomId room);

  /// The epoch of the room's partition is gone.
  void loseEpoch(RoomId room);

  /// The room's own memory of itself is gone; what was said there is not.
  void loseHash(RoomId room);

  /// Nobody has spoken or read there for a day.
  void age(RoomId room);

  /// All that nodes hear over breaks, and is made anew.
  void cutSubscriptions();
}
