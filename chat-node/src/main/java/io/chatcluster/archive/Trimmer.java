package io.chatcluster.archive;

import io.chatcluster.broker.Bound;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Drops from the logs what is committed, lazily: an entry that stays a little longer is only read
/// again after a crash.
///
/// Owned by the archiver's thread.
final class Trimmer {

  private static final long INTERVAL_NANOS = 250_000_000L;
  private static final int ROWS_PER_ROOM = 32;
  private static final long BYTES_PER_ROOM = 64 * 1024;

  /// A room that few write to is trimmed all the same, so that nothing is remembered for ever.
  private static final long LATEST_NANOS = 30_000_000_000L;

  /// Rooms that are remembered; with more than this it is everybody's turn.
  private static final int MOST_ROOMS = 20_000;

  static final int ROOMS_AT_ONCE = 1_000;

  private static final class RoomDebt {
    private final long sinceNanos;
    private Position committed = Position.NONE;
    private int rows;
    private long bytes;

    RoomDebt(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private final ArchiveQueue log;
  private final LongSupplier nanos;
  private final Map<Integer, Position> logs = new HashMap<>();
  private final Map<RoomId, RoomDebt> rooms = new LinkedHashMap<>();
  private long trimmedNanos;

  Trimmer(ArchiveQueue log) {
    this(log, System::nanoTime);
  }

  /// @param nanos a clock that nobody can set
  Trimmer(ArchiveQueue log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.trimmedNanos = nanos.getAsLong();
  }

  void committed(ArchivePlan plan) {
    logs.putAll(plan.committed());
    for (Publication row : plan.rows()) {
      RoomDebt debt = rooms.computeIfAbsent(row.room(), _ -> new RoomDebt(nanos.getAsLong()));
      debt.committed = row.at();
      debt.rows++;
      debt.bytes += Bound.size(row);
    }
  }

  /// Rooms that are remembered.
  int rooms() {
    return rooms.size();
  }

  void forget() {
    logs.clear();
    rooms.clear();
  }

  void trimWhenDue() {
    if (nanos.getAsLong() - trimmedNanos >= INTERVAL_NANOS) {
      trim();
    }
  }

  void trim() {
    trimmedNanos = nanos.getAsLong();
    if (!logs.isEmpty()) {
      log.trimQueues(Map.copyOf(logs));
      logs.clear();
    }
    Map<RoomId, Position> due = new HashMap<>();
    boolean many = rooms.size() > MOST_ROOMS;
    for (Map.Entry<RoomId, RoomDebt> entry : rooms.entrySet()) {
      if (due.size() == ROOMS_AT_ONCE) {
        break;
      }
      RoomDebt debt = entry.getValue();
      boolean much = debt.rows >= ROWS_PER_ROOM || debt.bytes >= BYTES_PER_ROOM;
      if (much || many || trimmedNanos - debt.sinceNanos >= LATEST_NANOS) {
        due.put(entry.getKey(), debt.committed);
      }
    }
    if (!due.isEmpty()) {
      log.trimRooms(due);
      rooms.keySet().removeAll(due.keySet());
    }
  }
}
