package io.chatcluster.sim;

import io.chatcluster.broker.Broker;
import io.chatcluster.limits.Account;
import io.chatcluster.limits.LimitEvents;
import io.chatcluster.limits.Limits;
import io.chatcluster.node.FeedSettings;
import io.chatcluster.node.Loop;
import io.chatcluster.node.Node;
import io.chatcluster.node.NodeEvents;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.node.NodeSettings;
import io.chatcluster.node.PublishSettings;
import io.chatcluster.node.Retirement;
import io.chatcluster.node.SignalSettings;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.session.Authenticator;
import io.chatcluster.session.Session;
import io.chatcluster.session.SessionContext;
import io.chatcluster.session.SessionEvents;
import io.chatcluster.session.SessionSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A whole node: the real one, on simulated loops, over simulated connections.
final class SimNode {

  private static final int MAX_MESSAGE = 16_384;
  private static final Reply.Limits LIMITS =
      new Reply.Limits(
          Duration.ofSeconds(25),
          65_536,
          MAX_MESSAGE,
          4_096,
          100,
          32,
          Duration.ofMinutes(10),
          Duration.ofMillis(100));
  static final long ACK_TIMEOUT_MILLIS = 3_000;
  private static final int MAX_WAITING = 10_000;
  private static final double NOTICES_LOST = 0.1;
  private static final long NOTICE_MICROS = 1_000_000;

  final String id;
  private final World world;
  private final List<SimLoop> loops = new ArrayList<>();
  private final List<SimLink> links = new ArrayList<>();
  private final Limits limits = new Limits(Limits.Settings.NONE, LimitEvents.NONE);
  private final List<SessionContext> contexts = new ArrayList<>();
  private final Set<SimSocket> sockets = new LinkedHashSet<>();
  private final SimSubscriptions subscriptions;
  private final SimArchiver archiver;
  private final long skewMillis;
  private boolean dead;
  private boolean draining;
  private boolean frozen;
  private long wokeMicros;
  private int sessions;

  SimNode(World world, String id) {
    this.world = world;
    this.id = id;
    Scenario scenario = world.scenario;
    List<Broker> brokers = new ArrayList<>();
    skewMillis = world.clock.microsBetween(-scenario.skewMillis(), scenario.skewMillis());
    for (int i = 0; i < scenario.loops(); i++) {
      SimLoop loop =
          new SimLoop(
              world.clock, skewMillis, scenario.mutation() == Mutation.WALL_CLOCK_DEADLINES);
      SimBroker broker = new SimBroker(world, loop, id);
      loops.add(loop);
      brokers.add(broker);
      links.add(broker.link());
    }
    NodeSettings settings =
        new NodeSettings(
            new PublishSettings(
                scenario.level(),
                Duration.ofMillis(ACK_TIMEOUT_MILLIS),
                Duration.ofMillis(scenario.idWindowMillis()),
                MAX_WAITING),
            new FeedSettings(id, Duration.ofSeconds(2), Duration.ofMillis(100)),
            new SignalSettings(Duration.ofMillis(100), 1_000, 100),
            scenario.pageBytes(),
            Duration.ofSeconds(1),
            new NodeSettings.FanOut(
                Duration.ofMillis(scenario.flushMillis()), Duration.ofMillis(50)));
    Node node =
        new Node(
            List.<Loop>copyOf(loops),
            brokers,
            new SimArchive(world.postgres, loops.getFirst()),
            settings,
            new NodeEvents() {});
    subscriptions = new SimSubscriptions(world, loops.getFirst(), node.listener());
    links.add(subscriptions.link());
    archiver = new SimArchiver(world, loops.getFirst());
    for (int i = 0; i < loops.size(); i++) {
      contexts.add(context(node, i));
    }
    Duration quiet = Duration.ofMillis(scenario.quietMillis());
    new Retirement(
            new SimQuiet(world, links.getFirst()),
            new SimArchive(world.postgres, loops.getFirst()),
            loops.getFirst(),
            () -> world.redis.full() || scenario.hasty(),
            new Retirement.Settings(quiet, quiet),
            new NodeEvents() {})
        .start();
    node.start(subscriptions);
    links.forEach(SimLink::start);
    links.add(archiver.link());
    archiver.start();
    every(1_000, () -> List.copyOf(sockets).forEach(SimSocket::tick));
  }

  private SessionContext context(Node node, int loop) {
    return new SessionContext(
        node.part(loop),
        token ->
            Future.succeededFuture(
                new Authenticator.Result.Accepted(new UserId(token), token, Long.MAX_VALUE)),
        world.rights.gate(loops.get(loop)),
        new SessionSettings(
            id, world.scenario.level(), LIMITS, Duration.ofSeconds(5), Duration.ofSeconds(30), 20),
        limits,
        new SessionEvents() {});
  }

  private void every(long millis, Runnable task) {
    loops
        .getFirst()
        .after(
            millis,
            () -> {
              task.run();
              every(millis, task);
            });
  }

  /// The real thing, for a test that speaks to it directly.
  NodeLoop part(int loop) {
    return contexts.get(loop).node();
  }

  boolean dead() {
    return dead;
  }

  /// Whether a new connection gets through to it.
  boolean accepting() {
    return !dead && !draining && !frozen;
  }

  boolean frozen() {
    return frozen;
  }

  /// Until when it was frozen.
  long wokeMicros() {
    return wokeMicros;
  }

  /// It gets no time any more, and all of its connections stand; a transaction of its archiver that
  /// has begun keeps its locks until PostgreSQL ends it.
  void freeze() {
    frozen = true;
    loops.forEach(SimLoop::freeze);
  }

  /// It goes on as if nothing had happened, with all that it knew.
  void wake() {
    if (!dead) {
      frozen = false;
      wokeMicros = world.clock.nowMicros();
      loops.forEach(SimLoop::wake);
    }
  }

  SimArchiver archiver() {
    return archiver;
  }

  /// How far its clock is ahead by itself.
  long skewMillis() {
    return skewMillis;
  }

  void stepClock(long millis) {
    loops.forEach(loop -> loop.stepClock(millis));
  }

  void drain() {
    draining = true;
    List.copyOf(sockets).forEach(SimSocket::drain);
  }

  /// All connections of this node to Redis.
  List<SimLink> links() {
    return links;
  }

  SimSubscriptions subscriptions() {
    return subscriptions;
  }

  /// A client has connected.
  void accept(SimSocket socket) {
    int loop = world.clock.below(loops.size());
    sockets.add(socket);
    String session = id + "." + sessions++;
    socket.open(
        loops.get(loop), new Session(session, contexts.get(loop), socket, Account.UNLIMITED));
  }

  /// A send was answered after this time.
  void late(long millis) {
    world.violation("a sender waited " + millis + " ms for its answer");
  }

  /// Somebody's rights in a room may have changed; the notice may be lost.
  void rightsChanged(String user, RoomId room) {
    boolean unnoticed = world.scenario.mutation() == Mutation.RIGHTS_REMEMBERED;
    if (!unnoticed && !world.clock.chance(NOTICES_LOST)) {
      world.clock.afterMicros(
          world.clock.microsBetween(1, NOTICE_MICROS),
          () -> List.copyOf(sockets).forEach(socket -> socket.rightsChanged(user, room)));
    }
  }

  /// A session is offered something of a room.
  void offered(String user, RoomId room, long askedMicros) {
    world.rights.heard(new UserId(user), room, askedMicros, wokeMicros);
  }

  void gone(SimSocket socket) {
    sockets.remove(socket);
  }

  /// Dies at once; its clients find out sooner or later.
  void crash() {
    dead = true;
    frozen = false;
    loops.forEach(SimLoop::kill);
    links.forEach(SimLink::close);
    List.copyOf(sockets).forEach(SimSocket::nodeDied);
    world.clock.afterMicros(world.clock.microsBetween(0, 2_000_000), archiver::gone);
  }
}
