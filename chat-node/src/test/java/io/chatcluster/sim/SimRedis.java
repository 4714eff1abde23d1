package io.chatcluster.sim;

import io.chatcluster.broker.Partitions;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A Redis server in memory: its partitions, its lives, and who hears what it publishes; crashes
/// lose what was written since the last sync.
final class SimRedis {

  private final Clockwork clock;
  private final Scenario scenario;
  private final Consumer<Publication> witness;
  private final Partitions numbers;
  private final List<SimPartition> partitions = new ArrayList<>();
  private final Set<SimSubscriptions> ears = new LinkedHashSet<>();
  private int life = 1;
  private int replicas;
  private int names;

  private boolean down;
  private long pausedUntil;
  private long fullUntil;

  /// @param witness of all that is published
  SimRedis(Clockwork clock, Scenario scenario, Consumer<Publication> witness) {
    this.witness = witness;
    this.clock = clock;
    this.scenario = scenario;
    this.numbers = new Partitions(scenario.partitions());
    for (int i = 0; i < scenario.partitions(); i++) {
      partitions.add(new SimPartition(i, clock, scenario, this));
    }
  }

  /// All partitions, in the order of their numbers.
  List<SimPartition> partitions() {
    return partitions;
  }

  SimPartition partition(int number) {
    return partitions.get(number);
  }

  /// The partition of a room.
  SimPartition of(RoomId room) {
    return partitions.get(numbers.of(room));
  }

  /// Names this uninterrupted life of the server.
  String incarnation() {
    return "life" + life + "." + replicas;
  }

  /// A number that nobody has had.
  int another() {
    return names++;
  }

  /// A first replica: the server has another name from now on, and no connection breaks.
  void replicate() {
    replicas++;
    partitions.forEach(SimPartition::renamed);
  }

  int life() {
    return life;
  }

  boolean down() {
    return down;
  }

  /// Until when nothing is answered, in microseconds.
  long pausedUntil() {
    return pausedUntil;
  }

  void pause(long micros) {
    pausedUntil = clock.nowMicros() + micros;
  }

  /// Takes no new messages for a while.
  void fill(long micros) {
    fullUntil = clock.nowMicros() + micros;
  }

  boolean full() {
    return clock.nowMicros() < fullUntil;
  }

  /// Everything so far survives a crash from now on.
  void sync() {
    if (!down) {
      partitions.forEach(SimPartition::sync);
    }
  }

  /// Dies, and with it every connection.
  void crash(boolean losing) {
    partitions.forEach(partition -> partition.crash(losing));
    pausedUntil = 0;
    down = true;
    life++;
  }

  void restart() {
    down = false;
  }

  void flushAll() {
    partitions.forEach(SimPartition::flush);
  }

  /// Somebody hears what is published from now on.
  void connected(SimSubscriptions ear) {
    ears.add(ear);
  }

  void disconnected(SimSubscriptions ear) {
    ears.remove(ear);
  }

  void publish(Publication publication) {
    witness.accept(publication);
    ears.forEach(ear -> ear.published(publication));
    if (scenario.mutation() == Mutation.ACK_BEFORE_COMMIT) {
      SimPartition partition = of(publication.room());
      partition.newest().ifPresent(place -> announce(partition.number, place, Set.of()));
    }
  }

  void announce(int partition, Position committed, Set<Position> discarded) {
    ears.forEach(ear -> ear.committed(partition, committed, discarded));
  }

  void announce(RightsChange change) {
    ears.forEach(ear -> ear.rightsChanged(change));
  }

  void signal(Signal signal) {
    ears.forEach(ear -> ear.signalled(signal));
  }

  /// What waits for the archivers.
  int waiting() {
    return partitions.stream().mapToInt(SimPartition::waiting).sum();
  }

  /// The oldest entry of each archive queue.
  Map<Integer, Position> fronts() {
    Map<Integer, Position> fronts = new HashMap<>();
    partitions.forEach(
        partition -> partition.oldest().ifPresent(place -> fronts.put(partition.number, place)));
    return fronts;
  }

  /// The room logs, for the checker.
  Map<RoomId, List<Publication>> streams() {
    Map<RoomId, List<Publication>> streams = new HashMap<>();
    partitions.forEach(partition -> streams.putAll(partition.state().streams()));
    return streams;
  }

  /// The head of a room that is open; nothing of one that is not here.
  Optional<Position> head(RoomId room) {
    return of(room).head(room);
  }

  /// A room's keys, for who damages them.
  SimRoom room(RoomId room) {
    return of(room).room(room);
  }
}
