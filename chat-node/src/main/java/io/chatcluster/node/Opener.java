package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Queued;
import io.chatcluster.broker.Reason;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens rooms in a new epoch, or after the log has lost part of them: whatever the archive and its
/// queue have above the end of the log goes back into the log.
///
/// So everything that was ever committed survives any loss of Redis. Owned by one event loop; one
/// opening a room at a time. Rooms that come while others are opened go together: one question to
/// the archive for all, one call to the log for each partition.
final class Opener {

  /// Most publications that are put back; older ones stay in the archive, where readers find them.
  static final int RESTORE_LIMIT = 200;

  /// Most rooms in a batch.
  static final int BATCH = 128;

  /// About the most that a batch puts back, however many rooms it has.
  private static final int RESTORE_ALL = 4_000;

  /// No room gets more bytes than this, and a batch not much more: openings share their connection
  /// with appends.
  private static final int RESTORE_BYTES = 512 << 10;

  private static final int RESTORE_ALL_BYTES = 4 << 20;
  private static final int LEAST_BYTES = 16 << 10;

  private final Broker broker;
  private final Archive archive;
  private final NodeEvents events;
  private final Map<RoomId, Wanted> under = new HashMap<>();
  private final Batches<Wanted> batches = new Batches<>(BATCH, this::open);
  private int askingArchive;

  private record Wanted(RoomId room, Closed closed, Promise<Boolean> opened, Place place) {}

  /// How far one has come.
  private static final class Place {

    /// Whether its batch is with the log just now.
    boolean atLog;
  }

  /// What the archive and its queue have of a batch.
  private record Found(Map<RoomId, List<Publication>> archived, Map<RoomId, Waiting> queued) {}

  Opener(Stores stores, NodeEvents events) {
    this.broker = stores.broker();
    this.archive = stores.archive();
    this.events = events;
  }

  /// Opens the room; false if something changed meanwhile: ask the broker again.
  Future<Boolean> open(RoomId room, Closed closed) {
    Wanted running = under.get(room);
    if (running != null) {
      return running.opened().future();
    }
    Wanted wanted = new Wanted(room, closed, Promise.promise(), new Place());
    under.put(room, wanted);
    batches.add(wanted);
    return wanted.opened().future();
  }

  /// Whether a room that is being opened waits for the archive: itself, or because those before it
  /// do.
  boolean asksArchive(RoomId room) {
    Wanted wanted = under.get(room);
    return wanted != null && askingArchive > 0 && !wanted.place().atLog;
  }

  private void done(Wanted wanted, Opened opened) {
    under.remove(wanted.room());
    switch (opened) {
      case Opened.Open() -> wanted.opened().complete(true);
      case Opened.Moved() -> wanted.opened().complete(false);
      case Opened.Failed(String reason) -> {
        String what = "room " + wanted.room() + " cannot be opened: " + reason;
        events.unopened(1, what);
        wanted.opened().fail(new BrokerException(BrokerException.Kind.UNAVAILABLE, what));
      }
    }
  }

  /// Fails those that have no answer yet.
  private void failed(List<Wanted> some, Throwable failure) {
    int rooms = 0;
    for (Wanted wanted : some) {
      under.remove(wanted.room(), wanted);
      rooms += wanted.opened().tryFail(failure) ? 1 : 0;
    }
    if (rooms > 0) {
      events.unopened(rooms, rooms + " rooms cannot be opened: " + Reason.of(failure));
    }
  }

  private Map<Integer, List<Wanted>> byPartition(List<Wanted> batch) {
    Map<Integer, List<Wanted>> parts = new HashMap<>();
    for (Wanted wanted : batch) {
      parts.computeIfAbsent(broker.partition(wanted.room()), _ -> new ArrayList<>()).add(wanted);
    }
    return parts;
  }

  private Future<?> open(List<Wanted> batch) {
    // First the queue, then the archive: whatever leaves the one in the meantime is in the other.
    atLog(batch, true);
    return queued(batch)
        .compose(queued -> archived(batch).map(archived -> new Found(archived, queued)))
        .compose(
            found ->
                Future.join(
                    byPartition(batch).values().stream().map(some -> open(some, found)).toList()))
        .onFailure(failure -> failed(batch, failure));
  }

  /// Asked only about rooms of which the log may have lost something.
  private Future<Map<RoomId, Waiting>> queued(List<Wanted> batch) {
    Map<RoomId, Waiting> queued = new HashMap<>();
    List<Future<?>> answers = new ArrayList<>();
    for (List<Wanted> some : byPartition(batch).values()) {
      List<RoomId> doubtful =
          some.stream().filter(wanted -> !wanted.closed().agreed()).map(Wanted::room).toList();
      if (!doubtful.isEmpty()) {
        answers.add(broker.queued(doubtful).onSuccess(queued::putAll));
      }
    }
    return answers.isEmpty() ? Future.succeededFuture(queued) : Future.all(answers).map(queued);
  }

  private Future<Map<RoomId, List<Publication>>> archived(List<Wanted> batch) {
    Map<RoomId, Position> above = new HashMap<>();
    for (Wanted wanted : batch) {
      above.put(wanted.room(), before(wanted.closed().last()));
    }
    // The end of a room must be there; the rest can also be read from the archive.
    boolean scarce = batch.stream().anyMatch(wanted -> broker.isScarce(wanted.room()));
    int rows = scarce ? 1 : Math.clamp(RESTORE_ALL / batch.size(), 1, RESTORE_LIMIT);
    int bytes = Math.clamp(RESTORE_ALL_BYTES / batch.size(), LEAST_BYTES, RESTORE_BYTES);
    atLog(batch, false);
    askingArchive++;
    return OnLoop.back(archive.newest(above, rows, bytes))
        .onComplete(
            _ -> {
              askingArchive--;
              atLog(batch, true);
            });
  }

  private static void atLog(List<Wanted> batch, boolean there) {
    batch.forEach(wanted -> wanted.place().atLog = there);
  }

  /// So that it is also asked whether the end of the log is archived.
  private static Position before(Position last) {
    return last.offset() == 0 ? last : new Position(last.epoch(), last.offset() - 1);
  }

  private Future<?> open(List<Wanted> some, Found found) {
    List<Opening> openings = new ArrayList<>();
    List<Wanted> asked = new ArrayList<>();
    for (Wanted wanted : some) {
      Opening opening =
          opening(
              wanted,
              found.archived().getOrDefault(wanted.room(), List.of()),
              found.queued().getOrDefault(wanted.room(), Waiting.UNKNOWN));
      if (opening.head().epoch() > wanted.closed().epoch()) {
        done(wanted, overtaken(opening));
      } else {
        openings.add(opening);
        asked.add(wanted);
      }
    }
    if (openings.isEmpty()) {
      return Future.succeededFuture();
    }
    return broker
        .open(openings)
        .onSuccess(
            opened -> {
              for (int i = 0; i < asked.size(); i++) {
                Opening opening = openings.get(i);
                Opened what = opened.getOrDefault(opening.room(), new Opened.Moved());
                if (what instanceof Opened.Open) {
                  events.opened(opening.archived().size() + opening.queued().size());
                }
                done(asked.get(i), what);
              }
            })
        .onFailure(failure -> failed(asked, failure));
  }

  private Opened overtaken(Opening opening) {
    long epoch = opening.closed().epoch();
    return broker.epoch(opening.room()) == epoch
        ? new Opened.Failed(
            "the archive has it at %s, and Redis is in epoch %d".formatted(opening.head(), epoch))
        : new Opened.Moved();
  }

  private static Opening opening(Wanted wanted, List<Publication> rows, Waiting waiting) {
    Position last = wanted.closed().last();
    List<Publication> archived = new ArrayList<>(rows.reversed());
    boolean lastArchived = archived.removeIf(row -> row.at().equals(last));
    boolean joins = archived.isEmpty() || archived.getFirst().prev().equals(last);
    List<Queued> queued = new ArrayList<>();
    List<Queued> kept = new ArrayList<>();
    boolean unarchived = archived.isEmpty() && !lastArchived;
    Position head = archived.isEmpty() ? last : archived.getLast().at();
    Position newest = head;
    for (Queued next : waiting.entries()) {
      Position at = next.publication().at();
      newest = at.isAfter(newest) ? at : newest;
      if (next.publication().prev().equals(head)) {
        queued.add(next);
        head = at;
      } else if (unarchived && !at.isAfter(last)) {
        kept.add(next);
      }
    }
    boolean ownEnd = archived.isEmpty() && queued.isEmpty() && !last.equals(Position.NONE);
    return new Opening(
        wanted.room(),
        wanted.closed(),
        archived,
        queued,
        kept,
        waiting.look(),
        newest,
        !joins,
        ownEnd && !lastArchived);
  }
}
