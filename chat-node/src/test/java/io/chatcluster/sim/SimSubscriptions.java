package io.chatcluster.sim;

import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A node's pub/sub connection: loses, delays and repeats what it hears.
final class SimSubscriptions implements Subscriptions, SimLink.Owner {

  private final Clockwork clock;
  private final SimLoop loop;
  private final Listener listener;
  private final World world;
  private final SimLink link;
  private final Set<RoomId> wanted = new LinkedHashSet<>();
  private final Set<RoomId> told = new HashSet<>();

  /// What Redis knows of the present connection.
  private Set<RoomId> heard = new HashSet<>();

  private boolean hearsAnnouncements;

  /// Users; Redis knows of them at once, for nothing is promised of when.
  private final Set<UserId> users = new HashSet<>();

  SimSubscriptions(World world, SimLoop loop, Listener listener) {
    this.world = world;
    this.clock = world.clock;
    this.loop = loop;
    this.listener = listener;
    this.link = new SimLink(world, loop, this);
  }

  SimLink link() {
    return link;
  }

  @Override
  public Future<?> prepare(int connection) {
    return Future.succeededFuture();
  }

  @Override
  public void up() {
    heard = new HashSet<>();
    world.redis.connected(this);
    link.send(() -> hearsAnnouncements = true);
    List.copyOf(wanted).forEach(this::ask);
  }

  @Override
  public void down() {
    world.redis.disconnected(this);
    heard = new HashSet<>();
    hearsAnnouncements = false;
  }

  private void ask(RoomId room) {
    Set<RoomId> there = heard;
    link.send(() -> there.add(room))
        .onSuccess(
            _ -> {
              if (wanted.contains(room)) {
                stands(room);
              }
            });
  }

  private void stands(RoomId room) {
    boolean again = !told.add(room);
    if (again && world.scenario.mutation() == Mutation.NO_CATCH_UP_AFTER_RESUBSCRIBE) {
      return;
    }
    listener.subscribed(room);
  }

  @Override
  public void subscribe(RoomId room) {
    if (wanted.add(room) && link.isUp()) {
      ask(room);
    }
  }

  @Override
  public void unsubscribe(RoomId room) {
    told.remove(room);
    if (wanted.remove(room) && link.isUp()) {
      Set<RoomId> there = heard;
      link.send(() -> there.remove(room));
    }
  }

  @Override
  public void subscribe(UserId user) {
    users.add(user);
  }

  @Override
  public void unsubscribe(UserId user) {
    users.remove(user);
  }

  /// Redis passes a signal on: late, or not at all, but never twice.
  void signalled(Signal signal) {
    boolean faulty = world.faultsNow(Fault.WAKE_UPS);
    if (!listens(signal.to(), heard) || (faulty && clock.chance(0.1))) {
      return;
    }
    link.push(
        faulty && clock.chance(0.1) ? clock.microsBetween(0, 300_000) : 0,
        () -> {
          if (listens(signal.to(), wanted)) {
            listener.signalled(signal);
          }
        });
  }

  /// Redis passes a change of rights on in its place among the publications, or loses it.
  void rightsChanged(RightsChange change) {
    boolean lost = world.faultsNow(Fault.WAKE_UPS) && clock.chance(0.1);
    if (!lost && listens(change.to(), heard)) {
      link.push(
          0,
          () -> {
            if (listens(change.to(), wanted)) {
              listener.rightsChanged(change);
            }
          });
    }
  }

  private boolean listens(Audience audience, Set<RoomId> rooms) {
    return switch (audience) {
      case Audience.OfRoom(RoomId room) -> rooms.contains(room);
      case Audience.OfUser(UserId user) -> users.contains(user);
    };
  }

  /// Redis publishes a message.
  void published(Publication publication) {
    if (heard.contains(publication.room())) {
      deliver(
          () -> {
            if (wanted.contains(publication.room())) {
              listener.published(publication);
            }
          });
    }
  }

  /// Redis publishes what the archiver announces.
  void committed(int partition, Position queueId, Set<Position> discarded) {
    if (hearsAnnouncements) {
      deliver(() -> listener.committed(partition, queueId, discarded));
    }
  }

  private void deliver(Runnable task) {
    boolean faulty = world.faultsNow(Fault.WAKE_UPS);
    if (faulty && clock.chance(0.1)) {
      return;
    }
    link.push(faulty && clock.chance(0.1) ? clock.microsBetween(0, 300_000) : 0, task);
    if (faulty && clock.chance(0.1)) {
      loop.afterMicros(clock.microsBetween(1_000, 500_000), task);
    }
  }
}
