package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Stamp;
import io.chatcluster.protocol.UserId;
import io.chatcluster.sim.CalmLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A calm log with its archive and its wake-ups, which fail when a test says so.
///
/// It has the rules of the simulator's log.
public final class MemoryLog implements Broker, Subscriptions {

  /// Answers to the next appends, instead of appending.
  final ArrayDeque<Supplier<Future<Append>>> answers = new ArrayDeque<>();

  private final CalmLog log = new CalmLog(this::published);
  final NavigableMap<Position, Publication> archived = new TreeMap<>();
  final Map<String, Position> archivedIds = new HashMap<>();
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

  public boolean down;
  public boolean archiveDown;
  public boolean full;

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
    return Future.succeededFuture(log.append(room, drafts));
  }

  static String key(UserId user, MessageId id) {
    return user + ":" + id;
  }

  Append.Outcome place(RoomId room, Draft draft) {
    return ((Append.Done) log.append(room, List.of(draft))).outcomes().getFirst();
  }

  private void published(Publication publication) {
    Subscriptions.Listener hears = listener;
    if (hears != null) {
      hears.published(publication);
    }
    if (archiving) {
      Position queueId = log.newestPlace();
      archive(publication);
      log.archived();
      if (hears != null) {
        hears.committed(0, queueId, Set.of());
      }
    }
  }

  private void archive(Publication publication) {
    Stamp stamp = Stamp.of(publication.body());
    archived.put(publication.at(), publication);
    archivedIds.put(key(stamp.from(), stamp.id()), publication.at());
  }

  /// Puts what the log has into the archive.
  public void archiveAll() {
    log.all().forEach(this::archive);
    log.archived();
  }

  /// The rules, for a test that looks at them or damages what they work on.
  CalmLog rules() {
    return log;
  }

  /// The messages of a room that the log holds.
  NavigableMap<Position, Publication> stream(RoomId room) {
    return log.stream(room);
  }

  /// Another incarnation, which has lost everything above this position.
  public void lose(Position to) {
    log.lose(to);
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

  private Future<Slice> slice(Supplier<Slice> read) {
    Future<Slice> answer = answer(read);
    if (!holding) {
      return answer;
    }
    Promise<Slice> promise = Promise.promise();
    held.add(() -> answer.onComplete(promise));
    return promise.future();
  }

  private Future<Slice> answer(Supplier<Slice> read) {
    if (down) {
      return failed();
    }
    return Future.succeededFuture(stale ? new Stale() : read.get());
  }

  @Override
  public Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    calls.add("read " + after);
    reserved.add(bound.bytes());
    return slice(() -> log.read(room, after, bound));
  }

  @Override
  public Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    calls.add("readBack " + before + " " + bound.count());
    return slice(() -> log.readBack(room, before, bound));
  }

  @Override
  public Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms) {
    return down ? failed() : Future.succeededFuture(log.queued(rooms));
  }

  @Override
  public Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    return down ? failed() : Future.succeededFuture(log.waiting(rooms));
  }

  @Override
  public boolean isScarce(RoomId room) {
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
    return log.open(opening);
  }

  @Override
  public Future<List<Head>> heads(List<RoomId> rooms) {
    checked.add(List.copyOf(rooms));
    return down ? failed() : Future.succeededFuture(log.heads(rooms));
  }

  @Override
  public Future<Optional<Append.Outcome.Duplicate>> find(RoomId room, UserId user, MessageId id) {
    if (silent) {
      return Promise.<Optional<Append.Outcome.Duplicate>>promise().future();
    }
    return down ? failed() : Future.succeededFuture(log.find(room, user, id));
  }

  @Override
  public Future<Optional<Long>> oldestWaiting(RoomId room) {
    return down ? failed() : Future.succeededFuture(log.oldestWaiting());
  }

  @Override
  public long epoch(RoomId room) {
    return down ? -1 : log.epoch();
  }

  @Override
  public int partition(RoomId room) {
    return 0;
  }

  /// Whether signals are on their way until [#deliverSignals].
  public boolean holdingSignals;

  private final List<Promise<Void>> undelivered = new ArrayList<>();

  @Override
  public Future<?> announce(RightsChange change) {
    Subscriptions.Listener hears = listener;
    if (hears != null && heardUsers(change.to())) {
      hears.rightsChanged(change);
    }
    return down ? failed() : Future.succeededFuture();
  }

  @Override
  public Future<?> signal(Signal signal) {
    calls.add("signal " + signal.key().topic());
    Subscriptions.Listener hears = listener;
    if (down) {
      return failed();
    }
    if (hears != null && heardUsers(signal.to())) {
      hears.signalled(signal);
    }
    if (!holdingSignals) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = Promise.promise();
    undelivered.add(promise);
    return promise.future();
  }

  /// Redis answers.
  public void deliverSignals() {
    undelivered.forEach(Promise::complete);
    undelivered.clear();
  }

  /// The users that are listened for.
  public final Set<UserId> users = new HashSet<>();

  private boolean heardUsers(Audience audience) {
    return !(audience instanceof Audience.OfUser(UserId user)) || users.contains(user);
  }

  @Override
  public void subscribe(UserId user) {
    users.add(user);
  }

  @Override
  public void unsubscribe(UserId user) {
    users.remove(user);
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
