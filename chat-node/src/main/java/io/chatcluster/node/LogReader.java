package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Segment;
import io.chatcluster.room.Segments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The seamless view of log and archive: a reader never knows which of the two answered.
///
/// Owned by one event loop. Opens rooms that are not open. Fails with [BrokerException]. Every
/// answer is there within the ack time-out ([Deadlines]), whatever it takes.
final class LogReader {

  /// Publications of a page at the most.
  static final int PAGE = 200;

  /// Of a first look at what somebody has missed.
  private static final int LITTLE_BYTES = 16 << 10;

  private static final long AGAIN_MILLIS = 25;

  private record Question(RoomId room, Position from) {}

  private record PageQuestion(RoomId room, Position before, int limit) {}

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
  private final Opener opener;
  private final Unopened unopened;
  private final Loop loop;
  private final Deadlines deadlines;
  private final int pageBytes;
  private final Map<Question, Future<Segment>> segments = new HashMap<>();
  private final Map<RoomId, Future<Position>> heads = new HashMap<>();
  private final Map<PageQuestion, Readers> pages = new HashMap<>();

  /// @param pageBytes of a page at the most, counted as [Bound] does
  LogReader(
      Broker broker,
      Archive archive,
      Opener opener,
      Loop loop,
      Deadlines deadlines,
      int pageBytes) {
    this.broker = broker;
    this.archive = archive;
    this.opener = opener;
    this.unopened = new Unopened(broker, archive);
    this.loop = loop;
    this.deadlines = deadlines;
    this.pageBytes = pageBytes;
  }

  /// What a feed that stands at `after` has to be told next, as of this call; it goes before all
  /// that clients ask.
  Future<Segment> readAfresh(RoomId room, Position after) {
    return segment(room, after, Priority.NODE);
  }

  /// What one of a crowd that stands at `after` has to be told next: equal reads under way at the
  /// same time are one read, so what was published since the first of them began may be missing.
  Future<Segment> read(RoomId room, Position after) {
    return shared(segments, new Question(room, after), () -> segment(room, after, Priority.CLIENT));
  }

  private static <K, T> Future<T> shared(
      Map<K, Future<T>> under, K question, Supplier<Future<T>> ask) {
    Future<T> running = under.get(question);
    if (running != null) {
      return running;
    }
    Future<T> asked = ask.get();
    if (!asked.isComplete()) {
      under.put(question, asked);
      asked.onComplete(_ -> under.remove(question));
    }
    return asked;
  }

  private Future<Segment> segment(RoomId room, Position after, Priority priority) {
    Bound bound = new Bound(PAGE, pageBytes);
    Due<Segment> due = deadlines.begin();
    nearest(due, room, after, bound, priority)
        .compose(slice -> segment(due, room, after, slice, bound))
        .onComplete(due::end);
    return due.future();
  }

  /// Most of those who come back have missed little, and many come at once: a whole page is set
  /// aside only for one of whom it is known that a little is not enough.
  private Future<Slice.Read> nearest(
      Due<?> due, RoomId room, Position after, Bound page, Priority priority) {
    Bound little = new Bound(PAGE, Math.min(LITTLE_BYTES, page.bytes()));
    return slice(due, room, priority, () -> broker.read(room, after, little, priority))
        .compose(
            found ->
                found.cut() && page.bytes() > little.bytes()
                    ? slice(due, room, priority, () -> broker.read(room, after, page, priority))
                    : Future.succeededFuture(found));
  }

  private Future<Segment> segment(
      Due<?> due, RoomId room, Position after, Slice.Read slice, Bound bound) {
    List<Publication> logged = slice.publications();
    Position fillTo = Segments.fillTo(after, slice.head(), logged);
    if (fillTo == null) {
      return Future.succeededFuture(Segments.fromLog(after, slice.head(), logged));
    }
    return due.archive(OnLoop.back(archive.range(room, after, fillTo, bound)))
        .map(
            archived ->
                Segments.filled(
                    after, slice.head(), archived, fillTo, bound.after(archived).cut(logged)));
  }

  /// The room's head, for a feed: as of this call.
  Future<Position> headAfresh(RoomId room) {
    return head(room, Priority.NODE);
  }

  /// The room's head, for one of a crowd; shared as [#read].
  Future<Position> head(RoomId room) {
    return shared(heads, room, () -> head(room, Priority.CLIENT));
  }

  private Future<Position> head(RoomId room, Priority priority) {
    Bound none = new Bound(0, 1);
    Due<Position> due = deadlines.begin();
    slice(due, room, priority, () -> broker.read(room, Position.NONE, none, priority))
        .map(Slice.Read::head)
        .onComplete(due::end);
    return due.future();
  }

  /// The last publications below `before` ([Position#NONE]: up to the head), oldest first, as of
  /// this call: at most `limit`, and no more than a page has bytes.
  ///
  /// Equal pages are read one at a time; who comes while one is read waits, and all who wait get
  /// the next one. So a crowd costs two reads, and nobody misses what was acked before the
  /// question.
  Future<Page> page(RoomId room, Position before, int limit) {
    PageQuestion question = new PageQuestion(room, before, limit);
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

  private Future<Page> page(PageQuestion question, Due<Page> due) {
    Readers readers = new Readers(due);
    pages.put(question, readers);
    // Who asked first hears first.
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

  private Future<Page> ask(PageQuestion asked, Due<Page> due) {
    Bound bound = new Bound(asked.limit(), pageBytes);
    return slice(
            due,
            asked.room(),
            Priority.CLIENT,
            () -> broker.readBack(asked.room(), asked.before(), bound, Priority.CLIENT))
        .compose(slice -> page(due, asked, bound, slice));
  }

  private Future<Page> page(Due<?> due, PageQuestion asked, Bound bound, Slice.Read slice) {
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

  /// Up to where rooms are archived; [Position#NONE] is left out.
  Future<Map<RoomId, Position>> archived(List<RoomId> rooms) {
    return OnLoop.back(archive.heads(rooms));
  }

  /// Asks until the room is open in an epoch that holds still, or need not be, or nobody waits
  /// any more.
  private Future<Slice.Read> slice(
      Due<?> due, RoomId room, Priority priority, Supplier<Future<Slice>> ask) {
    if (due.isOver()) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.UNAVAILABLE, room + ": its epoch does not hold still"));
    }
    return ask.get()
        .compose(
            slice ->
                switch (slice) {
                  case Slice.Read read -> Future.succeededFuture(read);
                  case Closed closed ->
                      unopened(due, room, closed, priority)
                          .compose(
                              head ->
                                  head.isPresent()
                                      ? Future.succeededFuture(
                                          new Slice.Read(head.get(), List.of()))
                                      : opened(due, room, closed)
                                          .compose(_ -> slice(due, room, priority, ask)));
                  case Stale() -> later().compose(_ -> slice(due, room, priority, ask));
                });
  }

  /// The head of a room that need not be opened, as the log knows nothing of it and the archive
  /// does: nobody has spoken there yet, or only the node wants to know, or the log is full. What
  /// clients read goes into the log, for all who come after.
  private Future<Optional<Position>> unopened(
      Due<?> due, RoomId room, Closed closed, Priority priority) {
    if (!closed.unknown()) {
      return Future.succeededFuture(Optional.empty());
    }
    boolean wanted = priority == Priority.CLIENT && !broker.isScarce();
    return due.waiting(() -> unopened.asksArchive(room), unopened.head(room, closed))
        .map(head -> head.filter(at -> !wanted || at.equals(Position.NONE)));
  }

  private Future<?> opened(Due<?> due, RoomId room, Closed closed) {
    return due.waiting(() -> opener.asksArchive(room), opener.open(room, closed))
        .compose(open -> open ? Future.succeededFuture() : later());
  }

  private Future<Void> later() {
    Promise<Void> promise = Promise.promise();
    loop.after(AGAIN_MILLIS, promise::complete);
    return promise.future();
  }
}
