package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What to do with a batch of archive queue entries; a pure function of the entries and the locked
/// heads.
///
/// `prev` decides: equal to the room's head, the entry is next; at or below the head, it is
/// archived already (for sure within the head's epoch only); with a `prev` below the head, it is a
/// branch of an incarnation that lost; with a `prev` above, its predecessor is missing and must be
/// refilled from the room log, or its partition stands still. Nothing that might be wanted is ever
/// dropped.
public final class ArchivePlan {

  /// Rows to insert, in order.
  private final List<Publication> rows = new ArrayList<>();

  private final Map<RoomId, Position> heads;
  private final Map<Integer, Position> committed = new LinkedHashMap<>();
  private final Map<Integer, Set<Position>> discarded = new HashMap<>();
  private final Set<Integer> halted = new HashSet<>();
  private final Map<Integer, Integer> inserted = new HashMap<>();
  private final Map<Integer, Integer> repeated = new HashMap<>();
  private int orphans;

  /// Looks for publications of a room log above `after` and not above `upTo`.
  public interface Refill {
    List<Publication> between(RoomId room, Position after, Position upTo);
  }

  /// @param heads archived heads of all rooms of the batch
  public ArchivePlan(Map<RoomId, Position> heads) {
    this.heads = new HashMap<>(heads);
  }

  /// Plans entries in log order.
  public ArchivePlan add(List<ArchiveQueue.Entry> entries, Refill refill) {
    for (ArchiveQueue.Entry entry : entries) {
      if (!halted.contains(entry.partition())) {
        add(entry, refill);
      }
    }
    return this;
  }

  private void add(ArchiveQueue.Entry entry, Refill refill) {
    Publication publication = entry.publication();
    Position head = heads.getOrDefault(publication.room(), Position.NONE);
    if (!publication.at().isAfter(head)) {
      repeated.merge(entry.partition(), 1, Integer::sum);
      if (publication.at().epoch() < head.epoch()) {
        // Archived, or a branch that was lost and came back after a newer one had been archived:
        // the head cannot tell. So nobody is acked for it; who waits for it asks the archive.
        discard(entry);
      }
    } else if (publication.prev().equals(head)) {
      insert(publication);
      inserted.merge(entry.partition(), 1, Integer::sum);
    } else if (head.isAfter(publication.prev())) {
      orphans++;
      discard(entry);
    } else if (refilled(publication, head, refill)) {
      insert(publication);
      inserted.merge(entry.partition(), 1, Integer::sum);
    } else {
      halted.add(entry.partition());
      return;
    }
    committed.put(entry.partition(), entry.queueId());
  }

  private void discard(ArchiveQueue.Entry entry) {
    discarded.computeIfAbsent(entry.partition(), p -> new HashSet<>()).add(entry.queueId());
  }

  private boolean refilled(Publication publication, Position head, Refill refill) {
    List<Publication> missing = refill.between(publication.room(), head, publication.prev());
    Position reached = head;
    for (Publication found : missing) {
      if (!found.prev().equals(reached)) {
        return false;
      }
      reached = found.at();
    }
    if (!reached.equals(publication.prev())) {
      return false;
    }
    missing.forEach(this::insert);
    return true;
  }

  private void insert(Publication publication) {
    rows.add(publication);
    heads.put(publication.room(), publication.at());
  }

  /// Rows to insert, each the successor of its room's head by then.
  public List<Publication> rows() {
    return List.copyOf(rows);
  }

  /// Log places up to which every entry is dealt with, by partition.
  public Map<Integer, Position> committed() {
    return Map.copyOf(committed);
  }

  /// How many entries there were to insert, by partition.
  public Map<Integer, Integer> inserted() {
    return Map.copyOf(inserted);
  }

  /// How many entries were at or below their rooms' heads, by partition: archived already, but for
  /// branches that came back late.
  public Map<Integer, Integer> repeated() {
    return Map.copyOf(repeated);
  }

  /// Entries of lost branches, by partition, and those that may be: they must not be acked.
  public Map<Integer, Set<Position>> discarded() {
    return Map.copyOf(discarded);
  }

  /// Partitions that stand still because a predecessor is nowhere to be found.
  public Set<Integer> halted() {
    return Set.copyOf(halted);
  }

  /// How many entries were [#repeated()] in all partitions.
  public int duplicates() {
    return repeated.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Entries of branches that have surely lost.
  public int orphans() {
    return orphans;
  }
}
