package io.chatcluster.sim;

import io.chatcluster.broker.Bound;
import io.chatcluster.loadtest.check.Checker;
import io.chatcluster.loadtest.check.Recorder;
import io.chatcluster.loadtest.check.Run;
import io.chatcluster.loadtest.check.Stored;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run: a cluster, its clients and its accidents, from the first start to the last check.
final class World {

  private static final long BEFORE_MILLIS = 300;

  /// Every client that is connected reaches the head within this time once faults have stopped.
  private static final Duration CONVERGE = Duration.ofSeconds(5);

  private static final long SAMPLE_MILLIS = 500;
  private static final long MOST_WAIT_MILLIS = 5_000;
  private static final long MOST_QUIET_MILLIS = 90_000;

  final Scenario scenario;
  final Clockwork clock;
  final SimRedis redis;
  final SimPostgres postgres;
  final Recorder recorder;
  final SimRights rights;
  private final List<String> violations = new ArrayList<>();
  private final boolean traced;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final List<String> rooms = new ArrayList<>();
  private boolean faulty = true;
  private int signals;
  private final Map<Integer, Front> fronts = new HashMap<>();

  /// Since when an archive queue begins where it does.
  private record Front(Position place, long sinceMillis) {}

  World(Scenario scenario, boolean traced) {
    this.scenario = scenario;
    this.traced = traced;
    this.clock = new Clockwork(scenario.seed());
    this.recorder = new Recorder(() -> clock.nowMicros() * 1_000, clock::nowMillis);
    this.redis = new SimRedis(clock, scenario, publication -> trace(() -> "log: " + publication));
    this.postgres = new SimPostgres(clock, scenario, this::faultsNow);
    this.rights = new SimRights(this);
    for (int i = 0; i < scenario.rooms(); i++) {
      rooms.add("room" + i);
    }
    for (int i = 0; i < scenario.nodes(); i++) {
      nodes.add(new SimNode(this, "n" + i));
    }
    for (int i = 0; i < scenario.clients(); i++) {
      clients.add(new SimClient(this, "client" + i, List.copyOf(rooms)));
    }
  }

  /// The same with so many signals beside the messages.
  World telling(int count) {
    signals = count;
    return this;
  }

  /// Signals that all clients have heard.
  int heard() {
    return clients.stream().mapToInt(SimClient::heard).sum();
  }

  /// Runs it all.
  ///
  /// @return what was promised and not kept
  List<String> run() {
    sync();
    clock.runMillis(BEFORE_MILLIS);
    clients.forEach(client -> later(client::start));
    for (int i = 0; i < scenario.messages(); i++) {
      SimClient client = clients.get(clock.below(clients.size()));
      String room = anyRoom();
      later(() -> client.send(room));
    }
    for (int i = 0; i < signals; i++) {
      SimClient client = clients.get(clock.below(clients.size()));
      String room = anyRoom();
      String topic = "t" + clock.below(2);
      later(() -> client.signal(room, topic));
    }
    Accidents accidents = new Accidents(this, nodes, clients);
    for (int i = 0; i < scenario.faultCount(); i++) {
      later(accidents::happen);
    }
    if (scenario.faults().contains(Fault.RIGHTS)) {
      for (int i = 0; i < scenario.messages() / 2; i++) {
        later(accidents::changeRights);
      }
    }
    watchQueue();
    clock.runMillis(scenario.millis());
    while (accidents.frozen()) {
      clock.runMillis(SAMPLE_MILLIS);
    }
    faulty = false;
    long quietNanos = clock.nowMicros() * 1_000;
    trace(() -> "--- quiet ---");
    accidents.heal();
    quiet();
    pages();
    check(quietNanos);
    return violations;
  }

  /// Nobody but frozen nodes stands in the way: then acks do not wait for them.
  private void watchQueue() {
    Map<Integer, Position> now = faulty ? redis.fronts() : Map.of();
    fronts.keySet().retainAll(now.keySet());
    now.forEach(
        (partition, place) -> {
          Front known = fronts.get(partition);
          if (known == null || !known.place().equals(place)) {
            fronts.put(partition, new Front(place, clock.nowMillis()));
          }
        });
    boolean waits =
        fronts.values().stream()
            .anyMatch(front -> clock.nowMillis() - front.sinceMillis() > MOST_WAIT_MILLIS);
    boolean only = scenario.faults().equals(Set.of(Fault.NODE_FREEZE));
    if (only && waits) {
      violation("F2: nothing was archived for " + MOST_WAIT_MILLIS + " ms");
      return;
    }
    clock.afterMicros(100_000, this::watchQueue);
  }

  /// A node has frozen; the others have their time to notice.
  void frozen() {
    fronts.clear();
  }

  private void later(Runnable task) {
    clock.afterMicros(clock.microsBetween(0, scenario.millis() * 1_000L), task);
  }

  private void sync() {
    redis.sync();
    clock.afterMicros(scenario.syncMillis() * 1_000L, this::sync);
  }

  private void quiet() {
    for (long passed = 0; passed < MOST_QUIET_MILLIS; passed += SAMPLE_MILLIS) {
      clock.runMillis(SAMPLE_MILLIS);
      if (passed > CONVERGE.toMillis() && settled()) {
        return;
      }
    }
    violation("did not settle: " + redis.waiting() + " wait for the archive");
    for (SimClient client : clients) {
      violation(client.name + " settled: " + client.settled() + ", unsent: " + client.unsent());
    }
  }

  private boolean settled() {
    return redis.waiting() == 0
        && clients.stream()
            .allMatch(
                client -> client.settled() && client.unsent() == 0 && client.standsAt(heads()));
  }

  private Map<String, String> heads() {
    Map<String, String> heads = new HashMap<>();
    for (String room : rooms) {
      RoomId id = new RoomId(room);
      heads.put(room, redis.head(id).orElse(postgres.head(id)).toString());
    }
    return heads;
  }

  /// The last page of each room, read through every node.
  private void pages() {
    for (String name : rooms) {
      RoomId room = new RoomId(name);
      List<Publication> history = postgres.history(room);
      for (SimNode node : nodes) {
        int limit = 1 + clock.below(60);
        Bound bound = new Bound(limit, scenario.pageBytes());
        String wanted = bound.cut(history.reversed()).reversed().toString();
        node.part(0)
            .history(room, Position.NONE, limit)
            .onComplete(
                page -> {
                  String found =
                      String.valueOf(
                          page.result() == null ? page.cause() : page.result().publications());
                  if (!found.equals(wanted)) {
                    violation(node.id + " shows as history " + found + ", not " + wanted);
                  }
                });
      }
    }
    clock.runMillis(SAMPLE_MILLIS);
  }

  private void check(long quietNanos) {
    List<Stored> archive = new ArrayList<>();
    List<Stored> logs = new ArrayList<>();
    for (String room : rooms) {
      postgres.history(new RoomId(room)).forEach(row -> archive.add(stored(row)));
    }
    redis.streams().values().forEach(log -> log.forEach(entry -> logs.add(stored(entry))));
    Run run = new Run(recorder.history(), archive, logs, redis.waiting(), quietNanos, false);
    new Checker(CONVERGE).check(run).forEach(found -> violation(found.toString()));
    postgres.violations().forEach(this::violation);
    for (SimPartition partition : redis.partitions()) {
      long epoch = postgres.epoch(partition.number);
      if (epoch > partition.incarnations()) {
        violation(
            "F1: the epoch of partition %d was raised to %d for %d incarnations"
                .formatted(partition.number, epoch, partition.incarnations()));
      }
    }
  }

  private static Stored stored(Publication publication) {
    return new Stored(
        publication.room().value(),
        position(publication.at()),
        position(publication.prev()),
        Stamp.of(publication.body()).id().value());
  }

  private static io.chatcluster.loadtest.client.Position position(Position at) {
    return new io.chatcluster.loadtest.client.Position(at.epoch(), at.offset());
  }

  /// Something that must not happen has happened.
  void violation(String what) {
    trace(() -> "VIOLATION " + what);
    violations.add(what);
  }

  /// All nodes are told, each at its time.
  void rightsChanged(String user, String room) {
    nodes.forEach(node -> node.rightsChanged(user, new RoomId(room)));
  }

  String anyRoom() {
    return rooms.get(clock.below(rooms.size()));
  }

  SimNode node(int index) {
    return nodes.get(index);
  }

  /// A node that a new connection reaches; null if it reaches none.
  @Nullable SimNode anyNode() {
    SimNode node = nodes.get(clock.below(nodes.size()));
    return node.accepting() ? node : null;
  }

  /// Whether accidents may still happen.
  boolean faulty() {
    return faulty;
  }

  boolean faultsNow(Fault fault) {
    return faulty && scenario.faults().contains(fault);
  }

  /// Tells what happens, in a replay.
  void trace(Supplier<String> what) {
    if (traced) {
      System.out.printf("%9.3f ms  %s%n", clock.nowMicros() / 1_000.0, what.get());
    }
  }
}
