package io.chatcluster.broker;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// The rooms of the log in which nobody has spoken or read for some time, for who lets them leave.
///
/// Called on the event loop that owns the connection; every future completes on it, and fails only
/// with [BrokerException].
///
/// 1. [#next] finds rooms in which nobody has spoken or read for so long, and looking at them, or
///    listening there, wakes none.
/// 2. A room leaves only if it is still quiet at that moment and is archived up to its very end, as
///    the log knows it.
/// 3. Whoever was about to open a room that has left meanwhile, by what he knew before, is answered
///    [Opened.Moved].
public interface QuietRooms {

  /// Looks at some more of what the log holds, and begins anew at its end.
  ///
  /// @param count how much to look at, about
  /// @return rooms among it that have been quiet for so long
  Future<List<RoomId>> next(int count, long quietMillis);

  /// Lets rooms leave the log, each if rule 2 allows it.
  ///
  /// @param archived up to where each is archived
  /// @return how many have left
  Future<Integer> retire(Map<RoomId, Position> archived, long quietMillis);
}
