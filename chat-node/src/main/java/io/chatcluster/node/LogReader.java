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
import io.chatcluster.room.Segment;
import io.chatcluster.room.Segments;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What feeds and lagging members read: log and archive without a seam.
///
/// Owned by one event loop. Fails with [BrokerException], within the ack time-out ([Deadlines]).
final class LogReader {

  /// Publications of a page at the most.
  static final int PAGE = 200;

  /// The budget of a first look at what somebody has missed.
  private static final int LITTLE_BYTES = 16 << 10;

  private record Question(RoomId room, Position from) {}

  private final Broker broker;
  private final Archive archive;
  private final OpenLog log;
  private final Deadlines deadlines;
  private final int pageBytes;
  private final Map<Question, Future<Segment>> segments = new HashMap<>();
  private final Map<RoomId, Future<Position>> heads = new HashMap<>();

  /// @param pageBytes of a page at the most, counted as [Bound] does
  LogReader(Stores stores, OpenLog log, Deadlines deadlines, int pageBytes) {
    this.broker = stores.broker();
    this.archive = stores.archive();
    this.log = log;
    this.deadlines = deadlines;
    this.pageBytes = pageBytes;
  }

  /// What a feed that stands at `after` has to be told next, as of this call. It goes before
  /// anything that clients ask for.
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

  /// Most of those who come back have missed little, and many come at once. So a whole page is set
  /// aside only for those of whom it is known that a little is not enough.
  private Future<Slice.Read> nearest(
      Due<?> due, RoomId room, Position after, Bound page, Priority priority) {
    Bound little = new Bound(PAGE, Math.min(LITTLE_BYTES, page.bytes()));
    return log.ask(due, room, priority, () -> broker.read(room, after, little, priority))
        .compose(
            found ->
                found.cut() && page.bytes() > little.bytes()
                    ? log.ask(due, room, priority, () -> broker.read(room, after, page, priority))
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

  /// The room's head, for one of a crowd; shared like [#read].
  Future<Position> head(RoomId room) {
    return shared(heads, room, () -> head(room, Priority.CLIENT));
  }

  private Future<Position> head(RoomId room, Priority priority) {
    Bound none = new Bound(0, 1);
    Due<Position> due = deadlines.begin();
    log.ask(due, room, priority, () -> broker.read(room, Position.NONE, none, priority))
        .map(Slice.Read::head)
        .onComplete(due::end);
    return due.future();
  }
}
