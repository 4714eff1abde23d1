package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The archive queue in the broker, for the [Archiver] alone; blocking, for its thread.
///
/// All methods fail with [io.chatcluster.broker.BrokerException] when the log cannot be reached;
/// the archiver then begins again from the start of each queue.
///
/// 1. Every append leaves one entry in its partition's queue, at a place of its own
///    ([Entry#queueId]); places grow in the order of the appends.
/// 2. [#read] shows what is above the cursors, in order, with the epoch under which it was read,
///    and nothing of a partition that has no epoch, nor of one that is out of reach while others
///    are not.
/// 3. [#readRoom] shows as much of what was asked for as the room log has, in order.
/// 4. What is announced is heard by all nodes, or lost.
/// 5. [#raise] only ever raises an epoch, and only for the incarnation for which it was claimed.
/// 6. [#trimQueues] drops entries up to and including a place, and no others.
/// 7. [#trimRooms] drops nothing of a room that is above what is committed, nor its newest.
/// 8. [#backlog] counts what is there and in reach, and says where each queue begins and how old
///    the oldest entry is.
public interface ArchiveQueue {

  /// One entry of a partition's archive queue.
  record Entry(int partition, Position queueId, Publication publication) {}

  /// Entries in queue order by partition, and the epoch of each partition under which they were
  /// read.
  ///
  /// @param unreadable partitions whose next entry this node cannot read, and why; nothing behind
  ///     that entry is in the batch
  record Batch(List<Entry> entries, Map<Integer, Long> epochs, Map<Integer, String> unreadable) {

    /// A batch of which everything could be read.
    public Batch(List<Entry> entries, Map<Integer, Long> epochs) {
      this(entries, epochs, Map.of());
    }
  }

  /// How much waits, and when a node accepted the oldest of it: in milliseconds since 1970, 0 if
  /// nothing waits.
  ///
  /// @param fronts the place of the first entry of each queue that has any
  record Backlog(long entries, long oldestMillis, Map<Integer, Position> fronts) {}

  /// Reads entries above each partition's cursor ([Position#NONE]: from the start of what is
  /// there). Waits up to `wait` if there are none.
  Batch read(Map<Integer, Position> cursors, int limit, Duration wait);

  /// Publications of a room log above `after` and not above `upTo`, to refill what the archive
  /// lacks; ends before one that this node cannot read.
  List<Publication> readRoom(RoomId room, Position after, Position upTo);

  /// Tells all nodes that everything up to these queue places is committed, but for the
  /// entries in `discarded`.
  void announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded);

  /// Tells the log of epochs that were claimed for its present incarnation and never reached it.
  void raise(List<ArchiveStore.Newer> epochs);

  /// Drops entries up to and including these places from the archive queues.
  void trimQueues(Map<Integer, Position> upTo);

  /// Lets room logs drop what lies well below their committed positions (the log's own limits
  /// decide how much stays).
  void trimRooms(Map<RoomId, Position> committed);

  /// What waits in these partitions' queues, including what is committed but not trimmed yet.
  Backlog backlog(Set<Integer> partitions);
}
