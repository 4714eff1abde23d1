package io.chatcluster.node;

import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.history.Archive;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Segment;
import io.chatcluster.room.Segments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The seamless view of log and archive: a reader never knows which of the two answered.
///
/// Owned by one event loop. Opens rooms that are not open. Fails with [BrokerException].
final class LogReader {

  static final int PAGE = 200;
  private static final int ATTEMPTS = 8;
  private static final long AGAIN_MILLIS = 25;

  /// A page of the past.
  record Page(List<Publication> publications, boolean more) {}

  private record Question(RoomId room, Position after) {}

  private final Broker broker;
  private final Archive archive;
  private final Opener opener;
  private final Loop loop;
  private final Map<Question, Future<Segment>> under = new HashMap<>();

  LogReader(Broker broker, Archive archive, Opener opener, Loop loop) {
    this.broker = broker;
    this.archive = archive;
    this.opener = opener;
    this.loop = loop;
  }

  /// What a reader who stands at `after` has to be told next, as of this call.
  Future<Segment> readAfresh(RoomId room, Position after) {
    return slice(room, () -> broker.read(room, after, PAGE), ATTEMPTS)
        .compose(slice -> segment(room, after, slice));
  }

  /// The same for one of a crowd: equal reads under way at the same time are one read, so what was
  /// published since the first of them began may be missing.
  Future<Segment> read(RoomId room, Position after) {
    Question question = new Question(room, after);
    Future<Segment> running = under.get(question);
    if (running != null) {
      return running;
    }
    Future<Segment> reading = readAfresh(room, after);
    under.put(question, reading);
    reading.onComplete(_ -> under.remove(question));
    return reading;
  }

  private Future<Segment> segment(RoomId room, Position after, Slice.Read slice) {
    List<Publication> logged = slice.publications();
    Position fillTo = Segments.fillTo(after, slice.head(), logged);
    if (fillTo == null) {
      return Future.succeededFuture(Segments.fromLog(after, slice.head(), logged));
    }
    return OnLoop.back(archive.range(room, after, fillTo, PAGE))
        .map(archived -> Segments.filled(after, slice.head(), archived, fillTo, logged));
  }

  /// The room's head.
  Future<Position> head(RoomId room) {
    return slice(room, () -> broker.read(room, Position.NONE, 0), ATTEMPTS).map(Slice.Read::head);
  }

  /// The last publications below `before` ([Position#NONE]: up to the head), oldest first.
  Future<Page> page(RoomId room, Position before, int limit) {
    return slice(room, () -> broker.readBack(room, before, limit), ATTEMPTS)
        .compose(slice -> page(room, before, limit, slice));
  }

  private Future<Page> page(RoomId room, Position before, int limit, Slice.Read slice) {
    List<Publication> newest = new ArrayList<>(slice.publications());
    boolean whole = newest.size() == limit;
    boolean atStart = !newest.isEmpty() && newest.getLast().prev().equals(Position.NONE);
    if (whole || atStart || slice.head().equals(Position.NONE)) {
      return Future.succeededFuture(page(newest));
    }
    Position below = newest.isEmpty() ? upperBound(before, slice.head()) : newest.getLast().at();
    return OnLoop.back(archive.newest(room, Position.NONE, below, limit - newest.size()))
        .map(
            older -> {
              newest.addAll(older);
              return page(newest);
            });
  }

  private static Position upperBound(Position before, Position head) {
    return before.equals(Position.NONE) ? new Position(head.epoch(), head.offset() + 1) : before;
  }

  private static Page page(List<Publication> newestFirst) {
    Collections.reverse(newestFirst);
    boolean more = !newestFirst.isEmpty() && !newestFirst.getFirst().prev().equals(Position.NONE);
    return new Page(newestFirst, more);
  }

  /// Asks until the room is open in a generation that holds still.
  private Future<Slice.Read> slice(RoomId room, Supplier<Future<Slice>> ask, int attempts) {
    if (attempts == 0) {
      return Future.failedFuture(
          new BrokerException(
              BrokerException.Kind.UNAVAILABLE, room + ": its generation does not hold still"));
    }
    return ask.get()
        .compose(
            slice ->
                switch (slice) {
                  case Slice.Read read -> Future.succeededFuture(read);
                  case Closed closed ->
                      opener.open(room, closed).compose(_ -> slice(room, ask, attempts - 1));
                  case Stale() -> later().compose(_ -> slice(room, ask, attempts - 1));
                });
  }

  private Future<Void> later() {
    Promise<Void> promise = Promise.promise();
    loop.after(AGAIN_MILLIS, promise::complete);
    return promise.future();
  }
}
