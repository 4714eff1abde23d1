package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node of the cluster: its loops, and what they hear of the others.
///
/// Made and started on its first loop, which also owns the subscriptions and all [Feed]s. Share
/// nothing: loops tell each other things by tasks.
public final class Node implements Subscriptions.Listener {

  private final List<Loop> loops;
  private final List<Stores> stores;
  private final List<NodeLoop> parts = new ArrayList<>();
  private final List<Mailbox> mailboxes = new ArrayList<>();
  private final List<SignalRelay> relays = new ArrayList<>();
  private final NodeSettings settings;
  private final NodeEvents events;
  private @Nullable Feeds feeds;
  private @Nullable UserLines users;
  private volatile int rooms;
  private volatile boolean stopped;

  /// @param brokers one for each loop, made on it
  public Node(
      List<Loop> loops,
      List<Broker> brokers,
      Archive archive,
      NodeSettings settings,
      NodeEvents events) {
    this.loops = List.copyOf(loops);
    this.stores = brokers.stream().map(broker -> new Stores(broker, archive)).toList();
    this.settings = settings;
    this.events = events;
    for (int i = 0; i < loops.size(); i++) {
      mailboxes.add(new Mailbox(loops.getFirst(), loops.get(i)));
      NodeLoop part =
          new NodeLoop(
              loops.get(i), stores.get(i), settings, events, new Watched(i), new WatchedUsers(i));
      parts.add(part);
      relays.add(
          new SignalRelay(
              loops.getFirst(), loops.get(i), part::hear, settings.signals().waiting(), events));
    }
  }

  /// The share of one loop; used on that loop only.
  public NodeLoop part(int loop) {
    return parts.get(loop);
  }

  public int loops() {
    return loops.size();
  }

  /// Begins to listen. On the first loop.
  ///
  /// @param subscriptions owned by the first loop, with this node as its listener
  public void start(Subscriptions subscriptions) {
    List<Feeds.Listening> listening = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      listening.add(new Feeds.Listening(mailboxes.get(i), parts.get(i).stream()));
      NodeLoop part = parts.get(i);
      Loop loop = loops.get(i);
      loop.execute(() -> every(loop, PublishSettings.TICK_MILLIS, part::tick));
    }
    Feeds made =
        new Feeds(
            subscriptions,
            parts.getFirst().reader(),
            loops.getFirst(),
            listening,
            settings.feed(),
            events);
    UserLines lines = new UserLines(subscriptions, loops.getFirst(), settings.feed().linger());
    feeds = made;
    users = lines;
    PositionCheck check =
        new PositionCheck(
            made, stores.getFirst(), loops.getFirst(), settings.feed().grace(), events);
    every(
        loops.getFirst(),
        settings.check().toMillis(),
        () -> {
          made.endIdle();
          lines.endIdle();
          check.run();
          rooms = made.rooms().size();
        });
  }

  public void stop() {
    stopped = true;
  }

  private void every(Loop loop, long millis, Runnable task) {
    loop.after(
        millis,
        () -> {
          if (!stopped) {
            task.run();
            every(loop, millis, task);
          }
        });
  }

  @Override
  public void subscribed(RoomId room) {
    if (feeds != null) {
      feeds.subscribed(room);
    }
  }

  @Override
  public void published(Publication publication) {
    if (feeds != null) {
      feeds.published(publication);
    }
  }

  @Override
  public void committed(int partition, Position queueId, Set<Position> discarded) {
    for (int i = 0; i < parts.size(); i++) {
      NodeLoop part = parts.get(i);
      mailboxes.get(i).post(() -> part.committed(partition, queueId, discarded));
    }
  }

  @Override
  public void signalled(Signal signal) {
    if (feeds == null || users == null) {
      return;
    }
    Set<Integer> hearing =
        switch (signal.to()) {
          case Audience.OfRoom(RoomId room) -> feeds.loops(room);
          case Audience.OfUser(UserId user) -> users.loops(user);
        };
    for (int index : hearing) {
      relays.get(index).post(signal);
    }
  }

  /// Rooms that this node hears, as of a moment ago. Any thread.
  public int rooms() {
    return rooms;
  }

  /// Sessions in rooms, as of a moment ago. Any thread.
  public int members() {
    return parts.stream().mapToInt(part -> part.counts().members()).sum();
  }

  /// Those of them that wait for their outboxes. Any thread.
  public int lagging() {
    return parts.stream().mapToInt(part -> part.counts().lagging()).sum();
  }

  /// Messages between their senders and their acks, as of a moment ago. Any thread.
  public int waiting() {
    return parts.stream().mapToInt(part -> part.counts().waiting()).sum();
  }

  private final class Watched implements Watch {

    private final int index;

    Watched(int index) {
      this.index = index;
    }

    @Override
    public void watch(RoomId room) {
      loops.getFirst().execute(() -> onFeeds(room, true));
    }

    @Override
    public void unwatch(RoomId room) {
      loops.getFirst().execute(() -> onFeeds(room, false));
    }

    private void onFeeds(RoomId room, boolean wanted) {
      if (feeds == null) {
        throw new IllegalStateException("a member of " + room + " before the node has started");
      }
      if (wanted) {
        feeds.watch(room, index);
      } else {
        feeds.unwatch(room, index);
      }
    }
  }

  private final class WatchedUsers implements Users.Watch {

    private final int index;

    WatchedUsers(int index) {
      this.index = index;
    }

    @Override
    public void watch(UserId user) {
      loops.getFirst().execute(() -> lines().watch(user, index));
    }

    @Override
    public void unwatch(UserId user) {
      loops.getFirst().execute(() -> lines().unwatch(user, index));
    }

    private UserLines lines() {
      if (users == null) {
        throw new IllegalStateException("a session before the node has started");
      }
      return users;
    }
  }
}
