package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What readers page through backwards: log and archive without a seam.
///
/// Owned by one event loop. Fails with [BrokerException], within the ack time-out ([Deadlines]).
final class History {

  private record Question(RoomId room, Position before, int limit) {}

  /// Readers of one page: those whose read is under way, and those who came later.
  private static final class Readers {
    final Due<Page> first;
    @Nullable Due<Page> next;

    Readers(Due<Page> first) {
      this.first = first;
    }
  }

  private final Broker broker;
  private final Archive archive;
  private final OpenLog log;
  private final Deadlines deadlines;
  private final int pageBytes;
  private final Map<Question, Readers> pages = new HashMap<>();

  /// @param pageBytes of a page at the most, counted as [Bound] does
  History(Stores stores, OpenLog log, Deadlines deadlines, int pageBytes) {
    this.broker = stores.broker();
    this.archive = stores.archive();
    this.log = log;
    this.deadlines = deadlines;
    this.pageBytes = pageBytes;
  }

  /// The last publications below `before` ([Position#NONE]: up to the head), oldest first, as of
  /// this call: at most `limit`, and no more than a page has bytes.
  ///
  /// Equal pages are read one at a time. Whoever comes while one is being read waits, and all who
  /// wait get the next. So a crowd costs two reads, and nobody misses what was acked before they
  /// asked.
  Future<Page> page(RoomId room, Position before, int limit) {
    Question question = new Question(room, before, limit);
    Readers readers = pages.get(question);
    if (readers == null) {
      return page(question, deadlines.begin());
    }
    Due<Page> next = readers.next;
    if (next == null || next.isOver()) {
      next = deadlines.begin();
      next.behind(readers.first);
      readers.next = next;
    }
    return next.future();
  }

  private Future<Page> page(Question question, Due<Page> due) {
    Readers readers = new Readers(due);
    pages.put(question, readers);
    // Whoever asked first is told first.
    due.whenOver(
        () -> {
          pages.remove(question);
          Due<Page> next = readers.next;
          if (next != null && !next.isOver()) {
            page(question, next);
          }
        });
    ask(question, due).onComplete(due::end);
    return due.future();
  }

  private Future<Page> ask(Question asked, Due<Page> due) {
    Bound bound = new Bound(asked.limit(), pageBytes);
    return log.ask(
            due,
            asked.room(),
            Priority.CLIENT,
            () -> broker.readBack(asked.room(), asked.before(), bound, Priority.CLIENT))
        .compose(slice -> page(due, asked, bound, slice));
  }

  private Future<Page> page(Due<?> due, Question asked, Bound bound, Slice.Read slice) {
    List<Publication> newest = chained(slice.publications());
    boolean hole = newest.size() < slice.publications().size();
    boolean whole = !hole && (slice.cut() || bound.isFull(newest));
    boolean atStart = !newest.isEmpty() && newest.getLast().prev().equals(Position.NONE);
    if (whole || atStart || slice.head().equals(Position.NONE)) {
      return Future.succeededFuture(page(newest));
    }
    Position below =
        newest.isEmpty() ? upperBound(asked.before(), slice.head()) : newest.getLast().at();
    Bound left = bound.after(newest);
    return due.archive(OnLoop.back(archive.newest(asked.room(), Position.NONE, below, left)))
        .map(
            older -> {
              newest.addAll(older);
              return page(bound.cut(newest));
            });
  }

  /// The newest without a hole: where the log has lost one in between, the archive has it.
  private static List<Publication> chained(List<Publication> newestFirst) {
    List<Publication> chain = new ArrayList<>();
    for (Publication older : newestFirst) {
      if (!chain.isEmpty() && !chain.getLast().prev().equals(older.at())) {
        break;
      }
      chain.add(older);
    }
    return chain;
  }

  private static Position upperBound(Position before, Position head) {
    return before.equals(Position.NONE) ? new Position(head.epoch(), head.offset() + 1) : before;
  }

  private static Page page(List<Publication> newestFirst) {
    List<Publication> oldestFirst = newestFirst.reversed();
    boolean more = !oldestFirst.isEmpty() && !oldestFirst.getFirst().prev().equals(Position.NONE);
    return new Page(List.copyOf(oldestFirst), more);
  }
}
