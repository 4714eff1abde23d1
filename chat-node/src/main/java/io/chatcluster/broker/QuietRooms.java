package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// The rooms of the log in which nobody has spoken or read for some time, so that they can be
/// retired.
///
/// Called on the event loop that owns the connection; every future completes on it, and fails only
/// with [BrokerException].
///
/// 1. [#next] finds rooms in which nobody has spoken or read for the given time. Looking at a room,
///    or listening to it, does not count as reading.
/// 2. A room leaves only if it is still quiet at that moment and is archived up to its very end, as
///    the log knows it.
/// 3. Whoever is about to open a room by what was known before it left is answered [Opened.Moved].
public interface QuietRooms {

  /// Looks at the next part of what the log holds; after the end it begins again.
  ///
  /// @param count roughly how much to look at
  /// @return the rooms among it that have been quiet for that long
  Future<List<RoomId>> next(int count, long quietMillis);

  /// Lets rooms leave the log, each if rule 2 allows it.
  ///
  /// @param archived up to where each is archived
  /// @return how many have left
  Future<Integer> retire(Map<RoomId, Position> archived, long quietMillis);
}
