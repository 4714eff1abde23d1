package io.chatcluster.sim;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// One loop's way to the simulated log, with the fence of `RedisBroker`.
final class SimBroker implements Broker, SimLink.Owner {

  private static final long UNKNOWN = -1;

  private record Present(long generation, String owner) {}

  private final SimRedis redis;
  private final SimPostgres postgres;
  private final SimLoop loop;
  private final String origin;
  private final Mutation mutation;
  private final SimLink link;
  private long known = UNKNOWN;
  private String history = "";
  private boolean relearning;

  SimBroker(World world, SimLoop loop, String origin) {
    this.redis = world.redis;
    this.postgres = world.postgres;
    this.loop = loop;
    this.origin = origin;
    this.mutation = world.scenario.mutation();
    this.link = new SimLink(world, loop, this);
  }

  SimLink link() {
    return link;
  }

  @Override
  public Future<?> prepare(int connection) {
    known = UNKNOWN;
    return link.send(connection, redis::history)
        .compose(
            answer -> {
              history = answer;
              return learn(connection);
            });
  }

  @Override
  public void down() {
    known = UNKNOWN;
    relearning = false;
  }

  private Future<?> learn(int connection) {
    return link.send(connection, () -> new Present(redis.generation(), redis.generationOwner()))
        .compose(
            present -> {
              boolean lost = present.generation() < 0;
              if (!lost && present.owner().equals(history)) {
                known = present.generation();
                return Future.succeededFuture();
              }
              return claim(present, lost)
                  .compose(claimed -> link.send(connection, () -> redis.fence(claimed, history)))
                  .onSuccess(raised -> known = raised);
            });
  }

  private Future<Long> claim(Present present, boolean lost) {
    if (mutation == Mutation.EPOCH_IGNORED && !lost) {
      return Future.succeededFuture(present.generation());
    }
    return postgres.ask(loop, () -> postgres.claim(history, lost));
  }

  private void stale() {
    if (link.isUp() && !relearning) {
      relearning = true;
      learn(link.connection())
          .onComplete(
              done -> {
                relearning = false;
                if (done.failed()) {
                  link.cut();
                }
              });
    }
  }

  @Override
  public Future<Append> append(RoomId room, List<Draft> drafts) {
    long generation = known;
    Future<Append> appended =
        link.send(() -> redis.append(room, drafts, generation, origin))
            .onSuccess(
                answer -> {
                  if (answer instanceof Stale) {
                    stale();
                  }
                });
    return mutation == Mutation.ACK_BEFORE_APPEND && link.isUp()
        ? Future.succeededFuture(redis.guess(room, drafts, generation))
        : appended;
  }

  @Override
  public Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    long generation = known;
    return slice(link.send(() -> redis.read(room, after, bound, generation)));
  }

  @Override
  public Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    long generation = known;
    return slice(link.send(() -> redis.readBack(room, before, bound, generation)));
  }

  private Future<Slice> slice(Future<Slice> answer) {
    return answer.onSuccess(
        slice -> {
          if (slice instanceof Stale) {
            stale();
          }
        });
  }

  @Override
  public Future<Boolean> open(RoomId room, Opening opening) {
    long now = loop.nowMillis();
    return link.send(
            () -> {
              boolean present = redis.generation() == opening.closed().generation();
              return present
                  ? Optional.of(redis.open(room, opening, now))
                  : Optional.<Boolean>empty();
            })
        .map(
            answer -> {
              if (answer.isEmpty()) {
                stale();
              }
              return answer.orElse(false);
            });
  }

  @Override
  public Future<List<Head>> heads(List<RoomId> rooms) {
    if (mutation == Mutation.NO_POSITION_CHECK
        || mutation == Mutation.NO_CATCH_UP_AFTER_RESUBSCRIBE) {
      // The position check would heal what this mutation breaks.
      return Future.succeededFuture(List.of());
    }
    long generation = known;
    return link.send(() -> redis.heads(rooms, generation))
        .onSuccess(
            heads -> {
              if (heads.isEmpty()) {
                stale();
              }
            });
  }

  @Override
  public Future<Optional<Append.Outcome.Duplicate>> find(RoomId room, UserId user, MessageId id) {
    return link.send(() -> redis.find(room, user, id));
  }

  @Override
  public Future<Optional<Long>> oldestWaiting(RoomId room) {
    return link.send(redis::oldestWaiting);
  }

  @Override
  public long generation(RoomId room) {
    return link.isUp() ? known : UNKNOWN;
  }

  @Override
  public int partition(RoomId room) {
    return SimRedis.PARTITION;
  }
}
