package io.chatcluster.sim;

import io.chatcluster.broker.QuietRooms;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// What `chat1-retire.lua` does, over a node's link.
final class SimQuiet implements QuietRooms {

  private final World world;
  private final SimLink link;

  SimQuiet(World world, SimLink link) {
    this.world = world;
    this.link = link;
  }

  @Override
  public Future<List<RoomId>> next(int count, long quietMillis) {
    return link.send(
        () ->
            world.redis.partitions().stream()
                .flatMap(partition -> partition.state().rooms.entrySet().stream())
                .filter(room -> quiet(room.getValue(), quietMillis))
                .map(Map.Entry::getKey)
                .sorted((one, other) -> one.value().compareTo(other.value()))
                .toList());
  }

  private boolean quiet(SimRoom room, long millis) {
    return !room.top.equals(Position.NONE)
        && world.clock.nowMicros() - room.touchedMicros >= millis * 1_000;
  }

  @Override
  public Future<Integer> retire(Map<RoomId, Position> archived, long quietMillis) {
    return link.send(
        () -> {
          int retired = 0;
          for (Map.Entry<RoomId, Position> entry : archived.entrySet()) {
            SimPartition partition = world.redis.of(entry.getKey());
            SimRoom room = partition.room(entry.getKey());
            if (quiet(room, quietMillis) && mayLeave(partition, room, entry.getValue())) {
              world.trace(() -> entry.getKey() + " is retired at " + entry.getValue());
              room.retire();
              retired++;
            }
          }
          return retired;
        });
  }

  private boolean mayLeave(SimPartition partition, SimRoom room, Position archived) {
    boolean careless = world.scenario.mutation() == Mutation.RETIRED_BEFORE_COMMIT;
    return !room.indispensable(partition.epoch(), careless ? room.last : archived);
  }
}
