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
/// Every append leaves one entry in its partition's log; entries have places of their own there
/// ([Entry#queueId]). All methods fail with [io.chatcluster.broker.BrokerException] when the log
/// cannot be reached; the archiver then begins again from the start of each log.
public interface ArchiveQueue {

  /// One entry of a partition's archive queue.
  record Entry(int partition, Position queueId, Publication publication) {}

  /// Entries in log order by partition, and the epoch of each asked partition under which they
  /// were read.
  ///
  /// @param unreadable partitions whose next entry this node cannot read, and why; none of what is
  ///     behind it is in the batch
  record Batch(List<Entry> entries, Map<Integer, Long> epochs, Map<Integer, String> unreadable) {

    /// Where everything can be read.
    public Batch(List<Entry> entries, Map<Integer, Long> epochs) {
      this(entries, epochs, Map.of());
    }
  }

  /// How much waits; when a node accepted the message of the oldest entry, in milliseconds since
  /// 1970, or 0 where there is none.
  ///
  /// @param fronts the place of the first entry of each log that has any
  record Backlog(long entries, long oldestMillis, Map<Integer, Position> fronts) {}

  /// Reads entries above each partition's cursor ([Position#NONE]: from the start of what is
  /// there). Waits up to `wait` if there are none.
  Batch read(Map<Integer, Position> cursors, int limit, Duration wait);

  /// Publications of a room log above `after` and not above `upTo`, to refill what the archive
  /// lacks; ends before one that this node cannot read.
  List<Publication> readRoom(RoomId room, Position after, Position upTo);

  /// Announces to all nodes that everything up to these queue places is committed, but for the
  /// entries in `discarded`.
  void announce(Map<Integer, Position> committed, Map<Integer, Set<Position>> discarded);

  /// Tells the log epochs that were claimed for its present incarnation and never reached it.
  void raise(List<ArchiveStore.Newer> epochs);

  /// Drops entries up to and including these places from the archive queues.
  void trimQueues(Map<Integer, Position> upTo);

  /// Lets room logs drop what lies well below their committed positions (the log's own limits
  /// decide how much stays).
  void trimRooms(Map<RoomId, Position> committed);

  /// What waits in these partitions' logs, with what is committed and not trimmed yet.
  Backlog backlog(Set<Integer> partitions);
}
