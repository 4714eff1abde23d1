package io.chatcluster.sim;

import io.chatcluster.archive.Archive;
import io.chatcluster.archive.ArchiveContract;
import io.chatcluster.archive.ArchiveRig;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.broker.Epochs;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// On the simulated PostgreSQL.
class SimArchiveContractTest extends ArchiveContract {

  private static final int LONGEST_MILLIS = 60_000;

  private final World world = new World(Scenario.serversOnly(), false);
  private final SimLoop loop = new SimLoop(world.clock, 0, false);

  @Override
  protected ArchiveRig rig() {
    return new Rig();
  }

  private final class Rig implements ArchiveRig {

    @Override
    public Archive archive() {
      return new SimArchive(world.postgres, loop);
    }

    @Override
    public Epochs epochs() {
      return claims -> world.postgres.claim(loop, claims);
    }

    @Override
    public ArchiveStore session() {
      return new SimStore(world.postgres);
    }

    @Override
    public Future<ArchiveStore.Transaction> begin(
        ArchiveStore session, Map<Integer, Long> epochs, Collection<RoomId> rooms) {
      return world.postgres.ask(
          loop, () -> session.begin(epochs, rooms), () -> world.postgres.locked(rooms));
    }

    @Override
    public <T> T answer(Future<T> future) {
      until(future::isComplete);
      if (future.failed()) {
        throw new IllegalStateException(future.cause());
      }
      return future.result();
    }

    @Override
    public void until(BooleanSupplier condition) {
      for (int passed = 0; !condition.getAsBoolean(); passed++) {
        if (passed == LONGEST_MILLIS) {
          throw new AssertionError("a minute has passed");
        }
        world.clock.runMillis(1);
      }
    }

    @Override
    public void staysOpen(Future<?> answer) {
      world.clock.runMillis(300);
      if (answer.isComplete()) {
        throw new AssertionError("answered");
      }
    }

    @Override
    public Runnable away() {
      world.postgres.stop();
      return world.postgres::start;
    }
  }
}
