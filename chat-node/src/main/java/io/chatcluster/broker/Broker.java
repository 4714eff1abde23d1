package io.chatcluster.broker;

import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The room log, as one event loop of a node sees it.
///
/// One instance an event loop: called on that loop, and every future completes on it. A future
/// fails only with [BrokerException]; what was asked may have been done nevertheless.
///
/// 1. [#append] is atomic: dedupe, order, room log, archive queue and the wake-up of all nodes
///    happen together or not at all.
/// 2. Positions of a room only grow; `prev` of each is the position before it.
/// 3. The same id from the same user in the same room is appended once within the window, but for
///    a draft that names the place where it was lost ([Draft#asLostAt]).
/// 4. Nothing is appended or read under an epoch that is not the partition's present one.
/// 5. Appends and openings of one partition take effect in the order in which they were made, as
///    long as none fails. Reads go another way: what a read shows is as of some moment between the
///    call and its answer.
/// 6. However much is read, appends do not wait for it; a read that finds too much ahead of it
///    fails within a bounded time.
/// 7. An opening takes effect only while all that it was told is true, the epoch too; else it is
///    answered [Opened.Moved] and changes nothing.
/// 8. [#queued] and [#waiting] show all that waits for the archiver. Asking changes nothing in a
///    room that is as it should be.
/// 9. [#heads] tells rooms that are open from those that must be opened and those of which the log
///    has nothing, and says nothing of a partition whose epoch is over, nor of one that is out of
///    reach while others are not.
/// 10. [#signal] tells who listens at most once, and nobody else ever: it is kept nowhere, moves no
///     position, and no append waits for it.
/// 11. [#announce] tells who listens to a room of a change of rights there, between what was
/// appended
///     before the call and what is appended after its answer; or nobody hears of it.
public interface Broker {

  /// Appends drafts to a room, in order.
  Future<Append> append(RoomId room, List<Draft> drafts);

  /// Reads publications above `after`, oldest first.
  Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority);

  /// Reads publications below `before`, newest first; [Position#NONE] for all up to the head.
  Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority);

  /// What waits for the archiver of some rooms of one partition. What was archived meanwhile may be
  /// among it. Rooms that are not as they should be are closed by this, until they are opened.
  Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms);

  /// Rooms among these, all of one partition, of which something waits for the archiver. Nothing is
  /// done to them.
  Future<Set<RoomId>> waiting(List<RoomId> rooms);

  /// Opens rooms of one partition in the present epoch, each if nothing has changed since the
  /// question.
  ///
  /// @return what became of each
  Future<Map<RoomId, Opened>> open(List<Opening> openings);

  /// Tells all nodes that listen to a room or a user something fleeting.
  ///
  /// @return completes when the log has passed it on, heard or not
  Future<?> signal(Signal signal);

  /// Tells all nodes that listen there that rights have changed.
  Future<?> announce(RightsChange change);

  /// Heads of many rooms, for the position check; rooms of partitions that are stale or out of
  /// reach at this moment are left out.
  Future<List<Head>> heads(List<RoomId> rooms);

  /// Where the log remembers a user's message to stand.
  Future<Optional<Append.Outcome.Duplicate>> find(RoomId room, UserId user, MessageId id);

  /// When the oldest entry that waits for the archiver in the room's partition was accepted, in
  /// milliseconds since 1970; empty if none waits.
  Future<Optional<Long>> oldestWaiting(RoomId room);

  /// Whether the log is so full that the room takes no new messages. Then nothing is put back into
  /// it that can be read from the archive as well.
  boolean isScarce(RoomId room);

  /// The epoch under which the next call for this room's partition would be made; -1 while not
  /// connected.
  long epoch(RoomId room);

  /// The room's partition.
  int partition(RoomId room);
}
