package io.chatcluster.node;

import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Feed;
import io.chatcluster.room.RoomStream;
import io.chatcluster.room.Segment;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What this node hears of the cluster, and the loops that want it: each room as a stream without
/// holes, what is committed, and signals.
///
/// Owned by one event loop, the one that owns the subscriptions. First watcher means subscribe,
/// last one gone means unsubscribe after a linger, so that a reconnect does not flap.
final class Feeds implements Subscriptions.Listener {

  private final LogReader reader;
  private final Loop loop;
  private final List<Hearing> loops;
  private final NodeEvents events;
  private final String origin;
  private final Duration linger;
  private final Map<RoomId, Watched> rooms = new HashMap<>();

  private @Nullable Subscriptions subscriptions;
  private @Nullable UserLines users;

  Feeds(
      LogReader reader, Loop loop, List<Hearing> loops, FeedSettings settings, NodeEvents events) {
    this.reader = reader;
    this.loop = loop;
    this.loops = loops;
    this.events = events;
    this.origin = settings.origin();
    this.linger = settings.linger();
  }

  /// Begins to listen.
  ///
  /// @param to owned by this loop, with this as its listener
  void listen(Subscriptions to) {
    subscriptions = to;
    users = new UserLines(to, loop, linger);
  }

  private Subscriptions subscriptions() {
    if (subscriptions == null) {
      throw new IllegalStateException("a member before the node has started");
    }
    return subscriptions;
  }

  /// The users that this node listens for.
  UserLines users() {
    if (users == null) {
      throw new IllegalStateException("a session before the node has started");
    }
    return users;
  }

  /// @param index of the loop that has members now
  void watch(RoomId room, int index) {
    Watched watched = rooms.get(room);
    if (watched == null) {
      watched = new Watched(room);
      rooms.put(room, watched);
      subscriptions().subscribe(room);
    }
    watched.loops.add(index);
    Position stands = watched.feed.position();
    if (stands != null) {
      tell(index, stream -> stream.ready(room, stands));
    }
  }

  void unwatch(RoomId room, int index) {
    Watched watched = rooms.get(room);
    if (watched != null) {
      watched.loops.remove(index);
      watched.idleSince = loop.elapsedMillis();
    }
  }

  @Override
  public void subscribed(RoomId room) {
    Watched watched = rooms.get(room);
    if (watched != null) {
      watched.feed.subscribed();
    }
  }

  @Override
  public void published(Publication publication) {
    Watched watched = rooms.get(publication.room());
    if (watched != null) {
      events.heard(
          publication.origin().equals(origin), loop.nowMillis() - publication.acceptedAt());
      watched.feed.published(publication);
    }
  }

  @Override
  public void committed(int partition, Position queueId, Set<Position> discarded) {
    for (Hearing to : loops) {
      to.mailbox().post(() -> to.commits().committed(partition, queueId, discarded));
    }
  }

  @Override
  public void signalled(Signal signal) {
    Set<Integer> hearing =
        switch (signal.to()) {
          case Audience.OfRoom(RoomId room) -> loops(room);
          case Audience.OfUser(UserId user) -> users().loops(user);
        };
    for (int index : hearing) {
      loops.get(index).relay().post(signal);
    }
  }

  /// It goes the way of publications and not that of signals, so that it keeps its place among them
  /// and is not dropped.
  @Override
  public void rightsChanged(RightsChange change) {
    Set<Integer> concerned =
        switch (change) {
          case RightsChange.OfRoom(RoomId room) -> loops(room);
          case RightsChange.OfMember(var _, UserId user) -> users().loops(user);
          case RightsChange.OfUser(UserId user) -> users().loops(user);
        };
    for (int index : concerned) {
      Hearing to = loops.get(index);
      to.mailbox().post(() -> to.rights().accept(change));
    }
  }

  private Set<Integer> loops(RoomId room) {
    Watched watched = rooms.get(room);
    return watched == null ? Set.of() : watched.loops;
  }

  /// The rooms that this node hears.
  Set<RoomId> rooms() {
    return rooms.keySet();
  }

  @Nullable Feed feed(RoomId room) {
    Watched watched = rooms.get(room);
    return watched == null ? null : watched.feed;
  }

  /// Ends what nobody watches any more; to be called about once a second.
  void endIdle() {
    users().endIdle();
    long now = loop.elapsedMillis();
    for (Watched watched : List.copyOf(rooms.values())) {
      if (watched.loops.isEmpty() && now - watched.idleSince >= linger.toMillis()) {
        rooms.remove(watched.room);
        subscriptions().unsubscribe(watched.room);
      }
    }
  }

  private void tell(int index, Consumer<RoomStream> word) {
    Hearing to = loops.get(index);
    to.mailbox().post(() -> word.accept(to.stream()));
  }

  /// One room: its feed and the loops that want it.
  private final class Watched implements Feed.Reads, RoomStream {

    final RoomId room;
    final Feed feed;
    final Set<Integer> loops = new HashSet<>();
    long idleSince;

    Watched(RoomId room) {
      this.room = room;
      this.feed = new Feed(room, this, this);
    }

    private void tellAll(Consumer<RoomStream> word) {
      for (int index : loops) {
        tell(index, word);
      }
    }

    private <T> void answer(Future<T> reading, Consumer<T> then) {
      reading.onComplete(
          done -> {
            if (rooms.get(room) != this) {
              return;
            }
            if (done.succeeded()) {
              then.accept(done.result());
            } else {
              feed.readFailed();
            }
          });
    }

    @Override
    public void head(RoomId of) {
      // Must be read after the subscription stood, not before.
      answer(reader.headAfresh(of), feed::head);
    }

    @Override
    public void read(RoomId of, Position after) {
      events.caughtUp();
      // A read that began before the subscription stood would not have what came in between.
      answer(reader.readAfresh(of, after), feed::read);
    }

    @Override
    public void ready(RoomId of, Position at) {
      tellAll(stream -> stream.ready(of, at));
    }

    @Override
    public void deliver(RoomId of, List<Publication> publications) {
      tellAll(stream -> stream.deliver(of, publications));
    }

    @Override
    public void rollback(RoomId of, Position to) {
      events.rolledBack();
      tellAll(stream -> stream.rollback(of, to));
    }

    @Override
    public void gap(RoomId of, Segment.Missing gap) {
      events.gap();
      tellAll(stream -> stream.gap(of, gap));
    }
  }
}
