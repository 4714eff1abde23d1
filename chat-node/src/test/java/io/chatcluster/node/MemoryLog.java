package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Room log, archive and wake-ups in memory, which fail when a test says so. One partition.
public final class MemoryLog implements Broker, Subscriptions {

  /// Answers to the next appends, instead of appending.
  final ArrayDeque<Supplier<Future<Append>>> answers = new ArrayDeque<>();

  final NavigableMap<Position, Publication> log = new TreeMap<>();
  final NavigableMap<Position, Publication> archived = new TreeMap<>();
  final Map<String, Position> archivedIds = new HashMap<>();
  final Map<String, Append.Outcome.Duplicate> ids = new HashMap<>();
  final List<Opening> openings = new ArrayList<>();

  /// How many rooms each call opened.
  final List<Integer> batches = new ArrayList<>();

  final List<String> calls = new ArrayList<>();

  /// How many bytes each read forward might bring.
  final List<Integer> reserved = new ArrayList<>();

  /// How many messages there were in each question to the archive.
  final List<Integer> questions = new ArrayList<>();

  /// While the archive is slow: its answers, which a test gives by running them.
  final ArrayDeque<Runnable> asked = new ArrayDeque<>();

  boolean slow;

  /// Whether what the log remembers of ids is asked in vain.
  boolean silent;

  /// Whether reads find another epoch than the one they were made in.
  boolean stale;

  /// Whether the archive is asked for messages in vain.
  boolean archiveSilent;

  /// The rooms of each question for heads in the archive.
  final List<List<RoomId>> heads = new ArrayList<>();

  /// The rooms of each position check.
  final List<List<RoomId>> checked = new ArrayList<>();

  private Position last = Position.NONE;
  private long logSequence;
  long epoch = 1;
  long openIn = 1;
  public boolean down;
  public boolean archiveDown;
  public boolean full;

  /// Whether the log knows nothing of its rooms.
  boolean unknown;

  boolean scarce;

  /// Whether every message is in the archive at once.
  public boolean archiving = true;

  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private Subscriptions.@Nullable Listener listener;

  /// Who hears what is appended.
  public void tell(Subscriptions.Listener who) {
    listener = who;
  }

  static Future<Append> unavailable() {
    return Future.failedFuture(new BrokerException(BrokerException.Kind.UNAVAILABLE, "down"));
  }

  private Closed closed() {
    Closed.Memory memory = unknown ? Closed.Memory.UNKNOWN : Closed.Memory.AGREED;
    return new Closed(epoch, memory, unknown ? Position.NONE : last);
  }

  private Head.State state() {
    if (unknown) {
      return Head.State.UNKNOWN;
    }
    return openIn == epoch ? Head.State.OPEN : Head.State.CLOSED;
  }

  private static <T> Future<T> failed() {
    return Future.failedFuture(new BrokerException(BrokerException.Kind.UNAVAILABLE, "down"));
  }

  @Override
  public Future<Append> append(RoomId room, List<Draft> drafts) {
    calls.add("append " + drafts.size());
    Supplier<Future<Append>> answer = answers.poll();
    if (answer != null) {
      return answer.get();
    }
    if (down) {
      return failed();
    }
    if (full) {
      return Future.succeededFuture(new Append.Full());
    }
    if (unknown || openIn != epoch) {
      return Future.succeededFuture(closed());
    }
    List<Append.Outcome> outcomes = new ArrayList<>();
    for (Draft draft : drafts) {
      Append.Outcome outcome = place(room, draft);
      outcomes.add(outcome);
      if (outcome instanceof Append.Outcome.Duplicate(Position at, var _) && at.epoch() != epoch) {
        break;
      }
    }
    return Future.succeededFuture(new Append.Done(outcomes));
  }

  static String key(UserId user, MessageId id) {
    return user + ":" + id;
  }

  Append.Outcome place(RoomId room, Draft draft) {
    String key = key(draft.user(), draft.id());
    Append.Outcome.Duplicate known = ids.get(key);
    if (known != null && !draft.lostAt().equals(Optional.of(known.at()))) {
      return known;
    }
    Position at = new Position(epoch, last.epoch() == epoch ? last.offset() + 1 : 1);
    Position queueId = new Position(epoch, ++logSequence);
    Publication publication = new Publication(room, at, last, "n1", draft.kind(), draft.body());
    last = at;
    log.put(at, publication);
    ids.put(key, new Append.Outcome.Duplicate(at, queueId));
    Subscriptions.Listener hears = listener;
    if (hears != null) {
      hears.published(publication);
    }
    if (archiving) {
      archived.put(at, publication);
      archivedIds.put(key, at);
      if (hears != null) {
        hears.committed(0, queueId, Set.of());
      }
    }
    return new Append.Outcome.Logged(at, queueId);
  }

  /// Puts what the log has into the archive.
  public void archiveAll() {
    archived.putAll(log);
    ids.forEach((key, placed) -> archivedIds.put(key, placed.at()));
  }

  /// Another incarnation, which has lost everything above this position.
  public void lose(Position to) {
    log.tailMap(to, false).clear();
    ids.values().removeIf(placed -> placed.at().isAfter(to));
    last = to;
    epoch++;
  }

  /// The answers of reads are on their way from now on, until [#release].
  public void hold() {
    holding = true;
  }

  /// Lets them arrive, in order.
  public void release() {
    holding = false;
    List<Runnable> waiting = List.copyOf(held);
    held.clear();
    waiting.forEach(Runnable::run);
  }

  private Future<Slice> slice(List<Publication> found, Bound bound) {
    Future<Slice> answer = answer(found, bound);
    if (!holding) {
      return answer;
    }
    Promise<Slice> promise = Promise.promise();
    held.add(() -> answer.onComplete(promise));
    return promise.future();
  }

  private Future<Slice> answer(List<Publication> found, Bound bound) {
    if (down) {
      return failed();
    }
    if (stale) {
      return Future.succeededFuture(new Stale());
    }
    List<Publication> page = bound.cut(found);
    boolean cut = page.size() < Math.min(bound.count(), found.size());
    return Future.succeededFuture(
        unknown || openIn != epoch ? closed() : new Slice.Read(last, page, cut));
  }

  @Override
  public Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    calls.add("read " + after);
    reserved.add(bound.bytes());
    return slice(List.copyOf(log.tailMap(after, false).values()), bound);
  }

  @Override
  public Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    calls.add("readBack " + before + " " + bound.count());
    NavigableMap<Position, Publication> below =
        before.equals(Position.NONE) ? log : log.headMap(before, false);
    return slice(List.copyOf(below.descendingMap().values()), bound);
  }

  @Override
  public Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms) {
    return down ? failed() : Future.succeededFuture(Map.of());
  }

  @Override
  public Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    return down ? failed() : Future.succeededFuture(Set.of());
  }

  @Override
  public boolean isScarce() {
    return scarce;
  }

  @Override
  public Future<Map<RoomId, Opened>> open(List<Opening> some) {
    batches.add(some.size());
    Map<RoomId, Opened> opened = new HashMap<>();
    some.forEach(opening -> opened.put(opening.room(), open(opening)));
    return Future.succeededFuture(opened);
  }

  private Opened open(Opening opening) {
    openings.add(opening);
    if (opening.closed().epoch() != epoch) {
      return new Opened.Moved();
    }
    if (opening.reset()) {
      log.clear();
    }
    opening.archived().forEach(publication -> log.put(publication.at(), publication));
    last = opening.head();
    unknown = false;
    openIn = epoch;
    return new Opened.Open();
  }

  @Override
  public Future<List<Head>> heads(List<RoomId> rooms) {
    checked.add(List.copyOf(rooms));
    return down
        ? failed()
        : Future.succeededFuture(
            rooms.stream().map(room -> new Head(room, last, state())).toList());
  }

  @Override
  public Future<Optional<Append.Outcome.Duplicate>> find(RoomId room, UserId user, MessageId id) {
    if (silent) {
      return Promise.<Optional<Append.Outcome.Duplicate>>promise().future();
    }
    return down ? failed() : Future.succeededFuture(Optional.ofNullable(ids.get(key(user, id))));
  }

  @Override
  public Future<Optional<Long>> oldestWaiting(RoomId room) {
    return down
        ? failed()
        : Future.succeededFuture(
            log.values().stream()
                .filter(publication -> !archived.containsKey(publication.at()))
                .map(Publication::acceptedAt)
                .findFirst());
  }

  @Override
  public long epoch(RoomId room) {
    return down ? -1 : epoch;
  }

  @Override
  public int partition(RoomId room) {
    return 0;
  }

  @Override
  public void subscribe(RoomId room) {
    Subscriptions.Listener hears = listener;
    if (hears != null) {
      hears.subscribed(room);
    }
  }

  @Override
  public void unsubscribe(RoomId room) {
    calls.add("unsubscribe " + room);
  }

  /// The archive of this log.
  public Archive archive() {
    return new MemoryArchive(this);
  }
}
