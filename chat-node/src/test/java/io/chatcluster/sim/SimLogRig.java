package io.chatcluster.sim;

import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.LogRig;
import io.chatcluster.broker.QuietRooms;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The simulated Redis for the contracts of a room log: no node, no fault, and an hour at the most
/// for anything.
final class SimLogRig implements LogRig {

  private static final int LONGEST_MILLIS = 3_600_000;
  private static final long DAY_MICROS = 86_400_000_000L;

  private final World world = new World(Scenario.serversOnly(), false);
  private final SimLoop loop = new SimLoop(world.clock, 0, false);
  private final List<SimSubscriptions> ears = new ArrayList<>();
  private final SimBroker broker = another();
  private final SimQueue queue = new SimQueue(world.redis, 1, 5);
  private final SimQuiet quiet = new SimQuiet(world, broker.link());

  long nowMillis() {
    return world.clock.nowMillis();
  }

  @Override
  public Broker broker() {
    return broker;
  }

  @Override
  public SimBroker another() {
    SimBroker made = new SimBroker(world, loop, "n1");
    made.link().start();
    until(() -> made.link().isUp());
    return made;
  }

  @Override
  public QuietRooms quietRooms() {
    return quiet;
  }

  @Override
  public Subscriptions hear(Subscriptions.Listener listener) {
    SimSubscriptions made = new SimSubscriptions(world, loop, listener);
    made.link().start();
    ears.add(made);
    return made;
  }

  @Override
  public <T> T on(Supplier<Future<T>> call) {
    Future<T> answer = call.get();
    until(answer::isComplete);
    if (answer.failed()) {
      throw new IllegalStateException(answer.cause());
    }
    return answer.result();
  }

  @Override
  public void until(BooleanSupplier condition) {
    for (int passed = 0; !condition.getAsBoolean(); passed++) {
      if (passed == LONGEST_MILLIS) {
        throw new AssertionError("an hour has passed");
      }
      world.clock.runMillis(1);
    }
  }

  @Override
  public ArchiveQueue queue() {
    return queue;
  }

  @Override
  public String incarnation(int partition) {
    return world.postgres.incarnation(partition);
  }

  @Override
  public void loseQueue(RoomId room) {
    world.redis.of(room).loseQueue();
  }

  @Override
  public void loseEpoch(RoomId room) {
    world.redis.of(room).loseEpoch();
  }

  @Override
  public void loseHash(RoomId room) {
    world.redis.room(room).loseHash();
  }

  @Override
  public void age(RoomId room) {
    world.redis.room(room).touchedMicros = world.clock.nowMicros() - DAY_MICROS;
  }

  @Override
  public void cutSubscriptions() {
    ears.forEach(ear -> ear.link().cut());
  }
}
