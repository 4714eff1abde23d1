package io.chatcluster.sim;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run: a cluster, its clients and its accidents, from the first start to the last check.
final class World {

  private static final long BEFORE_MILLIS = 300;

  /// Every client that is connected reaches the head within this time once faults have stopped.
  private static final long CONVERGE_MILLIS = 5_000;

  private static final long SAMPLE_MILLIS = 500;
  private static final long MOST_QUIET_MILLIS = 90_000;

  final Scenario scenario;
  final Clockwork clock;
  final SimRedis redis;
  final SimPostgres postgres;
  final Truth truth = new Truth();
  private final boolean traced;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final List<String> rooms = new ArrayList<>();
  private boolean faulty = true;
  private int halts;

  World(Scenario scenario, boolean traced) {
    this.scenario = scenario;
    this.traced = traced;
    this.clock = new Clockwork(scenario.seed());
    this.redis = new SimRedis(clock, scenario, this::published);
    this.postgres = new SimPostgres(clock, scenario);
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
    Accidents accidents = new Accidents(this, nodes, clients);
    for (int i = 0; i < scenario.faultCount(); i++) {
      later(accidents::happen);
    }
    clock.runMillis(scenario.millis());
    faulty = false;
    trace(() -> "--- quiet ---");
    accidents.heal();
    quiet();
    return new Checks(this, rooms).violations();
  }

  private void later(Runnable task) {
    clock.afterMicros(clock.microsBetween(0, scenario.millis() * 1_000L), task);
  }

  private void sync() {
    redis.sync();
    clock.afterMicros(scenario.syncMillis() * 1_000L, this::sync);
  }

  private void quiet() {
    Convergence convergence = new Convergence(CONVERGE_MILLIS);
    for (long passed = 0; passed < MOST_QUIET_MILLIS; passed += SAMPLE_MILLIS) {
      clock.runMillis(SAMPLE_MILLIS);
      truth.violations.addAll(convergence.sample(this, clients, rooms, passed));
      if (passed > CONVERGE_MILLIS && settled()) {
        return;
      }
    }
    truth.violations.add("did not settle: " + redis.waiting() + " wait for the archive");
    for (SimClient client : clients) {
      truth.violations.add(
          client.name + " settled: " + client.settled() + ", unsent: " + client.unsent());
    }
  }

  private boolean settled() {
    return redis.waiting() == 0
        && clients.stream().allMatch(client -> client.settled() && client.unsent() == 0);
  }

  /// The room's newest message anywhere.
  Position head(String room) {
    Position logged = redis.head(new RoomId(room));
    List<Publication> archived = postgres.history(new RoomId(room));
    Position kept = archived.isEmpty() ? Position.NONE : archived.getLast().at();
    return logged.isAfter(kept) ? logged : kept;
  }

  String anyRoom() {
    return rooms.get(clock.below(rooms.size()));
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

  private void published(Publication publication) {
    trace(() -> "log: " + publication);
    nodes.forEach(node -> node.subscriptions().published(publication));
    if (scenario.mutation() == Mutation.ACK_BEFORE_COMMIT) {
      redis.newest().ifPresent(logId -> announce(logId, Set.of()));
    }
  }

  void announce(Position logId, Set<Position> discarded) {
    nodes.forEach(node -> node.subscriptions().committed(logId, discarded));
  }

  void halted() {
    halts++;
    trace(() -> "the archiver stands still");
  }

  int halts() {
    return halts;
  }

  /// Tells what happens, in a replay.
  void trace(Supplier<String> what) {
    if (traced) {
      System.out.printf("%9.3f ms  %s%n", clock.nowMicros() / 1_000.0, what.get());
    }
  }
}
