package io.chatcluster.sim;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Epochs;
import io.chatcluster.broker.Head;
import io.chatcluster.broker.Opened;
import io.chatcluster.broker.Opening;
import io.chatcluster.broker.Priority;
import io.chatcluster.broker.Slice;
import io.chatcluster.broker.Stale;
import io.chatcluster.broker.Waiting;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One loop's way to the simulated log, with the fence of `RedisBroker`.
final class SimBroker implements Broker, SimLink.Owner {

  private static final long UNKNOWN = -1;
  private static final int LOOKS = 6;

  /// Of a real deployment; here there is one, and the others only cost time.
  private static final int OTHER_PARTITIONS = 63;

  private static final int MOST_STANDSTILL_MILLIS = 3_000;

  private final World world;
  private final SimRedis redis;
  private final SimPostgres postgres;
  private final SimLoop loop;
  private final String origin;
  private final Mutation mutation;
  private final SimLink link;
  private long known = UNKNOWN;
  private long stood = UNKNOWN;
  private String incarnation = "";
  private boolean relearning;

  SimBroker(World world, SimLoop loop, String origin) {
    this.world = world;
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
    if (mutation == Mutation.OLD_NAMES) {
      incarnation = redis.incarnation();
    }
    return learn(connection, LOOKS);
  }

  @Override
  public void down() {
    known = UNKNOWN;
    relearning = false;
  }

  private Future<?> learn(int connection, int looks) {
    if (looks == 0) {
      return Future.failedFuture("the epoch does not hold still");
    }
    long stands = stood;
    // The function asks the server for its name itself.
    boolean remembered = mutation == Mutation.OLD_NAMES;
    return link.send(connection, () -> redis.look(remembered ? incarnation : redis.incarnation()))
        .compose(
            look -> {
              if (look.incarnation().isEmpty()) {
                known = look.epoch();
                return Future.succeededFuture();
              }
              return claim(look, stands)
                  .compose(
                      claimed -> {
                        stood = claimed.epoch();
                        boolean granted =
                            claimed.grants(
                                new Epochs.Claim(
                                    SimRedis.PARTITION, look.incarnation(), look.epoch(), stood));
                        return granted
                            ? link.send(
                                connection, () -> redis.fence(claimed.epoch(), look.incarnation()))
                            : Future.succeededFuture(UNKNOWN);
                      })
                  .compose(
                      told -> {
                        known = told;
                        return told >= 0 ? Future.succeededFuture() : learn(connection, looks - 1);
                      });
            });
  }

  private Future<Epochs.Standing> claim(Look look, long stands) {
    if (mutation == Mutation.EPOCH_IGNORED && look.epoch() > 0) {
      redis.keep(look.incarnation());
      return Future.succeededFuture(new Epochs.Standing(look.epoch(), look.incarnation()));
    }
    Future<Epochs.Standing> claim =
        postgres.askLocked(loop, () -> postgres.claim(look.incarnation(), look.epoch(), stands));
    for (int i = 1; mutation == Mutation.FENCE_BY_PARTITION && i < OTHER_PARTITIONS; i++) {
      claim = claim.compose(claimed -> postgres.ask(loop, () -> claimed));
    }
    return claim;
  }

  private void stale() {
    if (link.isUp() && !relearning) {
      relearning = true;
      learn(link.connection(), LOOKS)
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
    if (redis.full()) {
      return Future.failedFuture(new BrokerException(BrokerException.Kind.OVERLOADED, "full"));
    }
    long epoch = known;
    Future<Append> appended =
        link.send(() -> redis.append(room, drafts, epoch, origin))
            .onSuccess(
                answer -> {
                  if (answer instanceof Stale) {
                    stale();
                  }
                });
    return mutation == Mutation.ACK_BEFORE_APPEND && link.isUp()
        ? Future.succeededFuture(redis.guess(room, drafts, epoch))
        : appended;
  }

  @Override
  public Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    long epoch = known;
    return slice(link.send(() -> redis.read(room, after, bound, epoch)));
  }

  @Override
  public Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    long epoch = known;
    return slice(link.send(() -> redis.readBack(room, before, bound, epoch)));
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
  public Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms) {
    return link.send(() -> redis.queued(rooms));
  }

  @Override
  public Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    return link.send(() -> redis.state().waiting(rooms));
  }

  @Override
  public boolean isScarce() {
    return redis.full();
  }

  @Override
  public Future<Map<RoomId, Opened>> open(List<Opening> openings) {
    if (!world.faulty() || world.scenario.quietMillis() == 0 || !world.clock.chance(0.1)) {
      return openNow(openings);
    }
    // A process may stand still after it has asked the archive.
    Promise<Map<RoomId, Opened>> late = Promise.promise();
    loop.after(world.clock.below(MOST_STANDSTILL_MILLIS), () -> openNow(openings).onComplete(late));
    return late.future();
  }

  private Future<Map<RoomId, Opened>> openNow(List<Opening> openings) {
    long now = loop.nowMillis();
    boolean[] outdated = new boolean[1];
    return link.send(
            () -> {
              Map<RoomId, Opened> opened = new HashMap<>();
              for (Opening opening : openings) {
                Opened one = redis.open(opening, now);
                opened.put(opening.room(), one == null ? new Opened.Moved() : one);
                outdated[0] |= one == null;
              }
              return opened;
            })
        .onSuccess(
            _ -> {
              if (outdated[0]) {
                stale();
              }
            });
  }

  @Override
  public Future<List<Head>> heads(List<RoomId> rooms) {
    if (mutation == Mutation.NO_POSITION_CHECK
        || mutation == Mutation.NO_CATCH_UP_AFTER_RESUBSCRIBE) {
      // The position check would heal what this mutation breaks.
      return Future.succeededFuture(List.of());
    }
    long epoch = known;
    return link.send(() -> redis.heads(rooms, epoch))
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
  public long epoch(RoomId room) {
    return link.isUp() ? known : UNKNOWN;
  }

  @Override
  public int partition(RoomId room) {
    return SimRedis.PARTITION;
  }
}
