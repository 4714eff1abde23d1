package io.chatcluster.archive;

import io.chatcluster.broker.Bound;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the archive: every publication that was ever committed.
///
/// 1. Shows only committed rows, and every row whose commit was announced before the call.
/// 2. Completes on any thread; fails with a `BrokerException` when the database cannot be reached.
/// 3. A page begins where it was asked to, leaves nothing out and ends where it is full; it has at
///    least one publication if there is any.
/// 4. A message reported as passed will never be archived at the place in doubt.
public interface Archive {

  /// Publications above `after` and not above `upTo`, oldest first, as many as make a page.
  Future<List<Publication>> range(RoomId room, Position after, Position upTo, Bound bound);

  /// Publications above `after` and below `before`, newest first, as many as make a page.
  Future<List<Publication>> newest(RoomId room, Position after, Position before, Bound bound);

  /// The newest publications of many rooms, each above a position of its own, newest first; rooms
  /// that have none are left out. One question for all.
  ///
  /// @param limit most publications of a room
  /// @param bytes bytes of bodies at which a room's list ends; it holds at least one
  Future<Map<RoomId, List<Publication>>> newest(Map<RoomId, Position> above, int limit, int bytes);

  /// How far each room is archived; rooms with nothing archived are left out. One question for all.
  Future<Map<RoomId, Position>> heads(Collection<RoomId> rooms);

  /// Where the user's message with this id stands in the room, if it is archived.
  Future<Optional<Position>> find(RoomId room, UserId user, MessageId id);

  /// What is known of messages in doubt: one question for all, kept apart from what readers ask.
  ///
  /// @return a finding for each doubt, in their order, as of one moment
  Future<List<Finding>> settle(List<Doubt> doubts);

  /// A message of which the log alone cannot say whether it is stored.
  ///
  /// @param placed where it stands according to the log; [Position#NONE] if the log does not say
  record Doubt(RoomId room, UserId user, MessageId id, Position placed) {}

  /// What the archive says of it.
  ///
  /// @param at where it stands; empty if it is not archived
  /// @param passed whether the archive has nothing at the place that the log names, but something
  ///     above it: as it only grows at its head, it will never have anything there
  record Finding(Optional<Position> at, boolean passed) {}
}
