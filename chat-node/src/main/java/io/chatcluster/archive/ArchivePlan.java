package io.chatcluster.archive;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What to do with a batch of archive queue entries; a pure function of the entries and the locked
/// heads.
///
/// `prev` decides. Where it equals the room's head, the entry is next. An entry at or below the
/// head is archived already (certainly so only within the head's epoch). One above it whose `prev`
/// is below the head is on a branch of an incarnation that lost. Where `prev` is above the head,
/// the predecessor is missing: it must be refilled from the room log, otherwise the partition
/// stands still. Nothing that might be wanted is ever dropped.
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

  /// Entries that are not planned yet.
  private final Deque<ArchiveQueue.Entry> ahead = new ArrayDeque<>();

  /// Publications that an entry needs before it: those of a room log above `after` and not above
  /// `upTo`.
  public record Missing(RoomId room, Position after, Position upTo) {}

  /// @param heads archived heads of all rooms of the batch
  public ArchivePlan(Map<RoomId, Position> heads) {
    this.heads = new HashMap<>(heads);
  }

  /// Plans entries in log order.
  ///
  /// @return what must be looked for before it can go on; empty once everything is planned
  public Optional<Missing> add(List<ArchiveQueue.Entry> entries) {
    ahead.addAll(entries);
    return goOn();
  }

  /// Goes on with what was found, which may be less than was missing.
  public Optional<Missing> found(List<Publication> publications) {
    ArchiveQueue.Entry entry = ahead.removeFirst();
    if (joinsUp(publications, entry.publication())) {
      publications.forEach(this::insert);
      next(entry);
    } else {
      halted.add(entry.partition());
    }
    return goOn();
  }

  private Optional<Missing> goOn() {
    while (!ahead.isEmpty()) {
      ArchiveQueue.Entry entry = ahead.getFirst();
      if (!halted.contains(entry.partition())) {
        Publication publication = entry.publication();
        Position head = head(publication);
        if (publication.at().isAfter(head) && publication.prev().isAfter(head)) {
          return Optional.of(new Missing(publication.room(), head, publication.prev()));
        }
        add(entry, head);
      }
      ahead.removeFirst();
    }
    return Optional.empty();
  }

  private Position head(Publication publication) {
    return heads.getOrDefault(publication.room(), Position.NONE);
  }

  private void add(ArchiveQueue.Entry entry, Position head) {
    Publication publication = entry.publication();
    if (publication.at().isAfter(head) && publication.prev().equals(head)) {
      next(entry);
      return;
    }
    if (publication.at().isAfter(head)) {
      orphans++;
      discard(entry);
    } else {
      repeated.merge(entry.partition(), 1, Integer::sum);
      if (publication.at().epoch() < head.epoch()) {
        // Archived, or on a branch that was lost and came back after a newer one had been archived:
        // the head cannot tell which. So nobody is acked for it; whoever waits for it asks the
        // archive.
        discard(entry);
      }
    }
    committed.put(entry.partition(), entry.queueId());
  }

  /// Its predecessor is the head.
  private void next(ArchiveQueue.Entry entry) {
    insert(entry.publication());
    inserted.merge(entry.partition(), 1, Integer::sum);
    committed.put(entry.partition(), entry.queueId());
  }

  private void discard(ArchiveQueue.Entry entry) {
    discarded.computeIfAbsent(entry.partition(), p -> new HashSet<>()).add(entry.queueId());
  }

  private boolean joinsUp(List<Publication> found, Publication publication) {
    Position reached = head(publication);
    for (Publication one : found) {
      if (!one.prev().equals(reached)) {
        return false;
      }
      reached = one.at();
    }
    return reached.equals(publication.prev());
  }

  private void insert(Publication publication) {
    rows.add(publication);
    heads.put(publication.room(), publication.at());
  }

  /// Rows to insert, each the successor of its room's head at that point.
  public List<Publication> rows() {
    return List.copyOf(rows);
  }

  /// By partition, the queue place up to which every entry is dealt with.
  public Map<Integer, Position> committed() {
    return Map.copyOf(committed);
  }

  /// How many entries there were to insert, by partition.
  public Map<Integer, Integer> inserted() {
    return Map.copyOf(inserted);
  }

  /// How many entries were at or below their rooms' heads, by partition: archived already, unless
  /// they are of branches that came back late.
  public Map<Integer, Integer> repeated() {
    return Map.copyOf(repeated);
  }

  /// Entries that are, or may be, on lost branches, by partition: they must not be acked.
  public Map<Integer, Set<Position>> discarded() {
    return Map.copyOf(discarded);
  }

  /// Partitions that stand still because a predecessor cannot be found anywhere.
  public Set<Integer> halted() {
    return Set.copyOf(halted);
  }

  /// How many entries were [#repeated()] in all partitions.
  public int duplicates() {
    return repeated.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// How many entries are on branches that have certainly lost.
  public int orphans() {
    return orphans;
  }
}
