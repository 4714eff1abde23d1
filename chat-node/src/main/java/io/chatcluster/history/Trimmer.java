package io.chatcluster.history;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.HashMap;
import java.util.Map;

/// Drops from the logs what is committed, lazily: an entry that stays a little longer is only read
/// again after a crash.
///
/// Owned by the archiver's thread.
final class Trimmer {

  private static final long INTERVAL_NANOS = 250_000_000L;
  private static final int ROWS_PER_ROOM = 32;

  private static final class RoomDebt {
    private Position committed = Position.NONE;
    private int rows;
  }

  private final ArchiveLog log;
  private final Map<Integer, Position> logs = new HashMap<>();
  private final Map<RoomId, RoomDebt> rooms = new HashMap<>();
  private long trimmedNanos = System.nanoTime();

  Trimmer(ArchiveLog log) {
    this.log = log;
  }

  void committed(ArchivePlan plan) {
    logs.putAll(plan.committed());
    for (Publication row : plan.rows()) {
      RoomDebt debt = rooms.computeIfAbsent(row.room(), room -> new RoomDebt());
      debt.committed = row.at();
      debt.rows++;
    }
  }

  void forget() {
    logs.clear();
    rooms.clear();
  }

  void trimWhenDue() {
    if (System.nanoTime() - trimmedNanos >= INTERVAL_NANOS) {
      trim();
    }
  }

  void trim() {
    trimmedNanos = System.nanoTime();
    if (!logs.isEmpty()) {
      log.trimLogs(Map.copyOf(logs));
      logs.clear();
    }
    Map<RoomId, Position> due = new HashMap<>();
    rooms.forEach(
        (room, debt) -> {
          if (debt.rows >= ROWS_PER_ROOM) {
            due.put(room, debt.committed);
          }
        });
    if (!due.isEmpty()) {
      log.trimRooms(due);
      rooms.keySet().removeAll(due.keySet());
    }
  }
}
