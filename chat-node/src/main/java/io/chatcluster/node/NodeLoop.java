package io.chatcluster.node;

import io.chatcluster.broker.Broker;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Drop;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.chatcluster.room.Hub;
import io.chatcluster.room.HubPort;
import io.chatcluster.room.Member;
import io.chatcluster.room.Membership;
import io.chatcluster.room.RoomStream;
import io.chatcluster.room.Segment;
import io.chatcluster.room.Watch;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One event loop's share of a node: its hub, its publisher, its way to the log. What sessions of
/// this loop talk to.
///
/// Owned by its loop; everything is called there.
public final class NodeLoop {

  private final Loop loop;
  private final Broker broker;
  private final Deadlines deadlines;
  private final LogReader reader;
  private final History history;
  private final Publisher publisher;
  private final Hub hub;
  private final Pace pace;
  private final Signalling signalling;
  private final Pace signalPace;
  private final Users users;
  private final NodeEvents events;
  private volatile Counts counts = new Counts(0, 0, 0);

  NodeLoop(
      Loop loop,
      Stores stores,
      NodeSettings settings,
      NodeEvents events,
      Watch watch,
      UserWatch userWatch) {
    PublishSettings publish = settings.publish();
    this.loop = loop;
    this.broker = stores.broker();
    Opener opener = new Opener(stores, events);
    OpenLog log = new OpenLog(stores, opener, loop);
    this.deadlines = new Deadlines(loop, publish);
    this.reader = new LogReader(stores, log, deadlines, settings.pageBytes());
    this.history = new History(stores, log, deadlines, settings.pageBytes());
    this.publisher = new Publisher(stores, opener, deadlines, loop, publish, events);
    this.events = events;
    SignalSettings signals = settings.signals();
    this.hub = new Hub(new Port(), watch, signals.atOnce());
    this.pace = new Pace(loop, settings.fanOut(), hub::drain);
    this.signalling = new Signalling(loop, stores.broker(), signals, events);
    this.signalPace = Pace.ofSignals(loop, signals.interval(), hub::drainSignals);
    this.users = new Users(userWatch, events);
  }

  /// See [Loop#nowMillis].
  public long nowMillis() {
    return loop.nowMillis();
  }

  /// See [Loop#elapsedMillis].
  public long elapsedMillis() {
    return loop.elapsedMillis();
  }

  /// Runs a task on this loop, later.
  public void later(Runnable task) {
    loop.execute(task);
  }

  /// Enters a room; see [Hub#join]. The member hears within the ack time-out that it is in, or that
  /// it is refused.
  public Membership join(RoomId room, @Nullable Position at, Member member) {
    return hub.join(room, at, member);
  }

  /// Whether somebody on this loop is in the room, or on the way in.
  public boolean hears(RoomId room) {
    return hub.hears(room);
  }

  public void leave(Membership membership) {
    hub.leave(membership);
  }

  /// See [Hub#pause].
  public void pause(Membership membership) {
    hub.pause(membership);
  }

  /// See [Hub#resume].
  public void resume(Membership membership) {
    hub.resume(membership);
  }

  /// The last publications below `before` ([Position#NONE]: up to the head), oldest first: at most
  /// `limit`, and no more bytes than a page has. Fails with [BrokerException], within the ack
  /// time-out.
  public Future<Page> history(RoomId room, Position before, int limit) {
    return history.page(room, before, limit);
  }

  /// Takes messages; whoever sends them hears of each within the ack time-out.
  public Publisher publisher() {
    return publisher;
  }

  /// Tells others something fleeting; whether they hear it, nobody knows.
  public void signal(Signal signal) {
    signalling.signal(signal);
  }

  /// Tells all nodes that it has changed what somebody may do, once it has. A notice may be lost;
  /// then the change is found when the gate is asked again. Fails with [BrokerException].
  public Future<?> announce(RightsChange change) {
    return broker.announce(change);
  }

  /// A session of a user is here, and hears from now on what the user is told, until [#depart].
  public void arrive(UserId user, Ear session) {
    users.arrive(user, session);
  }

  public void depart(UserId user, Ear session) {
    users.depart(user, session);
  }

  /// Rights have changed, as the cluster says.
  void rightsChanged(RightsChange change) {
    switch (change) {
      case RightsChange.OfRoom(RoomId room) -> hub.rightsChanged(room);
      case RightsChange.OfMember(RoomId room, UserId user) -> users.rightsChanged(user, room);
      case RightsChange.OfUser(UserId user) -> users.rightsChanged(user, null);
    }
  }

  /// A signal has come from the cluster.
  void hear(Signal signal) {
    switch (signal.to()) {
      case Audience.OfRoom(RoomId room) -> hub.signal(room, signal);
      case Audience.OfUser(UserId user) -> users.hear(user, signal);
    }
  }

  /// Where what is heard of this loop's rooms goes.
  RoomStream stream() {
    return hub;
  }

  LogReader reader() {
    return reader;
  }

  void committed(int partition, Position queueId, Set<Position> discarded) {
    publisher.committed(partition, queueId, discarded);
  }

  /// Keeps time-outs and lets lagging members go on; to be called about five times a second.
  void tick() {
    publisher.tick();
    deadlines.tick();
    hub.tick();
    counts = new Counts(hub.members(), hub.lagging(), publisher.waiting());
  }

  /// How much there was at the last tick.
  record Counts(int members, int lagging, int waiting) {}

  /// Any thread.
  Counts counts() {
    return counts;
  }

  private final class Port implements HubPort {

    @Override
    public void read(Membership membership, Position after) {
      reader
          .read(membership.room(), after)
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  hub.read(membership, done.result());
                } else {
                  hub.readFailed(membership, Failure.code(done.cause()));
                }
              });
    }

    @Override
    public void head(Membership membership) {
      reader
          .head(membership.room())
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  hub.read(membership, Segment.upTo(done.result(), List.of()));
                } else {
                  hub.readFailed(membership, Failure.code(done.cause()));
                }
              });
    }

    @Override
    public void wake() {
      pace.request();
    }

    @Override
    public void signalled() {
      signalPace.request();
    }

    @Override
    public void after(long millis, Runnable task) {
      loop.after(millis, task);
    }

    @Override
    public void dropped(Drop why, int signals) {
      events.dropped(why, signals);
    }
  }
}
