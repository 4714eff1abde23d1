package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Watch;
import java.util.ArrayList;
import java.util.List;

/// One node of the cluster: its loops, and what they hear of the others.
///
/// Made and started on its first loop, which also owns the subscriptions and all [Feed]s. Loops
/// share nothing: they tell each other things by tasks.
public final class Node {

  private final List<Loop> loops;
  private final List<Stores> stores;
  private final List<NodeLoop> parts = new ArrayList<>();
  private final NodeSettings settings;
  private final NodeEvents events;
  private final Feeds feeds;
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
    List<Hearing> listening = new ArrayList<>();
    Loop first = loops.getFirst();
    for (int i = 0; i < loops.size(); i++) {
      Loop loop = loops.get(i);
      NodeLoop part =
          new NodeLoop(loop, stores.get(i), settings, events, new Watched(i), new WatchedUsers(i));
      parts.add(part);
      int waiting = settings.signals().waiting();
      listening.add(
          new Hearing(
              new Mailbox(first, loop),
              part.stream(),
              part::committed,
              part::rightsChanged,
              new SignalRelay(first, loop, part::hear, waiting, events)));
    }
    this.feeds = new Feeds(parts.getFirst().reader(), first, listening, settings.feed(), events);
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
  /// @param subscriptions owned by the first loop, with [#listener] as its listener
  public void start(Subscriptions subscriptions) {
    Loop first = loops.getFirst();
    feeds.listen(subscriptions);
    for (int i = 0; i < parts.size(); i++) {
      NodeLoop part = parts.get(i);
      Loop loop = loops.get(i);
      loop.execute(() -> every(loop, PublishSettings.TICK_MILLIS, part::tick));
    }
    PositionCheck check =
        new PositionCheck(feeds, stores.getFirst(), first, settings.feed().grace(), events);
    every(
        first,
        settings.check().toMillis(),
        () -> {
          feeds.endIdle();
          check.run();
          rooms = feeds.rooms().size();
        });
  }

  /// To be told what is heard of the cluster, on the first loop.
  public Subscriptions.Listener listener() {
    return feeds;
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

  /// Rooms that this node hears, as of a moment ago. Any thread.
  public int rooms() {
    return rooms;
  }

  /// Sessions in rooms, as of a moment ago. Any thread.
  public int members() {
    return parts.stream().mapToInt(part -> part.counts().members()).sum();
  }

  /// How many of them wait for their outboxes. Any thread.
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
      loops.getFirst().execute(() -> feeds.watch(room, index));
    }

    @Override
    public void unwatch(RoomId room) {
      loops.getFirst().execute(() -> feeds.unwatch(room, index));
    }
  }

  private final class WatchedUsers implements UserWatch {

    private final int index;

    WatchedUsers(int index) {
      this.index = index;
    }

    @Override
    public void watch(UserId user) {
      loops.getFirst().execute(() -> feeds.users().watch(user, index));
    }

    @Override
    public void unwatch(UserId user) {
      loops.getFirst().execute(() -> feeds.users().unwatch(user, index));
    }
  }
}
