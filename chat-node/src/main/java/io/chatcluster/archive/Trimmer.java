package io.chatcluster.archive;

import io.chatcluster.archive.Question.Done;
import io.chatcluster.broker.Bound;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Drops what is committed from the logs, lazily: an entry that stays a little longer only means
/// that it is read again after a crash. It assumes that what it asks for is done; after a round
/// that fails it starts afresh.
///
/// Owned by its round.
final class Trimmer {

  private static final long INTERVAL_NANOS = 250_000_000L;

  /// Most rooms that are remembered; beyond it all of them are trimmed.
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

  private final ArchiverSettings.Trimming trimming;
  private final LongSupplier nanos;
  private final Map<Integer, Position> logs = new HashMap<>();
  private final Map<RoomId, RoomDebt> rooms = new LinkedHashMap<>();
  private long trimmedNanos;

  /// @param nanos a clock that nobody can set
  Trimmer(ArchiverSettings.Trimming trimming, LongSupplier nanos) {
    this.trimming = trimming;
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

  List<Question<Done>> whenDue() {
    return nanos.getAsLong() - trimmedNanos >= INTERVAL_NANOS ? trim() : List.of();
  }

  /// What is to be dropped now.
  List<Question<Done>> trim() {
    trimmedNanos = nanos.getAsLong();
    List<Question<Done>> asked = new ArrayList<>();
    if (!logs.isEmpty()) {
      asked.add(new Question.TrimQueues(Map.copyOf(logs)));
      logs.clear();
    }
    Map<RoomId, Position> due = new HashMap<>();
    boolean many = rooms.size() > MOST_ROOMS;
    for (Map.Entry<RoomId, RoomDebt> entry : rooms.entrySet()) {
      if (due.size() == ROOMS_AT_ONCE) {
        break;
      }
      RoomDebt debt = entry.getValue();
      boolean much = debt.rows >= trimming.rows() || debt.bytes >= trimming.bytes();
      // A room with little traffic is trimmed as well, so that nothing is remembered for ever.
      boolean late = trimmedNanos - debt.sinceNanos >= trimming.latest().toNanos();
      if (much || many || late) {
        due.put(entry.getKey(), debt.committed);
      }
    }
    if (!due.isEmpty()) {
      asked.add(new Question.TrimRooms(due));
      rooms.keySet().removeAll(due.keySet());
    }
    return asked;
  }
}
