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
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One loop's way to the simulated log, with the fence of `RedisBroker`.
final class SimBroker implements Broker, SimLink.Owner {

  private static final long UNKNOWN = -1;
  private static final int LOOKS = 6;

  /// Of a real deployment; here there are few, and the others only cost time.
  private static final int OTHER_PARTITIONS = 63;

  private static final int MOST_STANDSTILL_MILLIS = 3_000;

  private final World world;
  private final SimRedis redis;
  private final SimPostgres postgres;
  private final SimLoop loop;
  private final String origin;
  private final Mutation mutation;
  private final SimLink link;
  private final long[] known;
  private final long[] stood;
  private final boolean[] relearning;
  private String incarnation = "";

  SimBroker(World world, SimLoop loop, String origin) {
    this.world = world;
    this.redis = world.redis;
    this.postgres = world.postgres;
    this.loop = loop;
    this.origin = origin;
    this.mutation = world.scenario.mutation();
    this.link = new SimLink(world, loop, this);
    this.known = new long[world.scenario.partitions()];
    this.stood = new long[known.length];
    this.relearning = new boolean[known.length];
    Arrays.fill(known, UNKNOWN);
    Arrays.fill(stood, UNKNOWN);
  }

  SimLink link() {
    return link;
  }

  @Override
  public Future<?> prepare(int connection) {
    Arrays.fill(known, UNKNOWN);
    if (mutation == Mutation.OLD_NAMES) {
      incarnation = redis.incarnation();
    }
    return learn(connection, redis.partitions(), LOOKS);
  }

  @Override
  public void down() {
    Arrays.fill(known, UNKNOWN);
    Arrays.fill(relearning, false);
  }

  private Future<?> learn(int connection, List<SimPartition> partitions, int looks) {
    if (partitions.isEmpty()) {
      return Future.succeededFuture();
    }
    if (looks == 0) {
      return Future.failedFuture("the epochs do not hold still");
    }
    return look(connection, partitions)
        .compose(claims -> claim(connection, claims))
        .compose(again -> learn(connection, again, looks - 1));
  }

  private Future<List<Epochs.Claim>> look(int connection, List<SimPartition> partitions) {
    // The function asks the server for its name itself.
    boolean remembered = mutation == Mutation.OLD_NAMES;
    List<Epochs.Claim> claims = new ArrayList<>();
    List<Future<?>> answers = new ArrayList<>();
    for (SimPartition partition : partitions) {
      int number = partition.number;
      long stands = stood[number];
      answers.add(
          link.send(
                  connection, () -> partition.look(remembered ? incarnation : redis.incarnation()))
              .onSuccess(
                  look -> {
                    if (look.incarnation().isEmpty()) {
                      known[number] = look.epoch();
                    } else {
                      claims.add(
                          new Epochs.Claim(number, look.incarnation(), look.epoch(), stands));
                    }
                  }));
    }
    return Future.all(answers).map(claims);
  }

  /// @return what has to be looked at again
  private Future<List<SimPartition>> claim(int connection, List<Epochs.Claim> claims) {
    if (claims.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<SimPartition> again = new ArrayList<>();
    return standings(claims)
        .compose(
            standings -> {
              List<Future<?>> told = new ArrayList<>();
              for (Epochs.Claim claim : claims) {
                told.add(tell(connection, claim, standings.get(claim.partition()), again));
              }
              return Future.all(told);
            })
        .map(again);
  }

  private Future<?> tell(
      int connection,
      Epochs.Claim claim,
      Epochs.@Nullable Standing standing,
      List<SimPartition> again) {
    SimPartition partition = redis.partition(claim.partition());
    if (standing == null) {
      throw new IllegalStateException("a claim without an answer");
    }
    stood[partition.number] = standing.epoch();
    if (!standing.grants(claim)) {
      again.add(partition);
      return Future.succeededFuture();
    }
    return link.send(connection, () -> partition.fence(standing.epoch(), claim.incarnation()))
        .onSuccess(
            epoch -> {
              known[partition.number] = epoch;
              if (epoch < 0) {
                again.add(partition);
              }
            });
  }

  private Future<Map<Integer, Epochs.Standing>> standings(List<Epochs.Claim> claims) {
    if (mutation == Mutation.EPOCH_IGNORED
        && claims.stream().allMatch(claim -> claim.above() > 0)) {
      Map<Integer, Epochs.Standing> kept = new HashMap<>();
      for (Epochs.Claim claim : claims) {
        redis.partition(claim.partition()).keep(claim.incarnation());
        kept.put(claim.partition(), new Epochs.Standing(claim.above(), claim.incarnation()));
      }
      return Future.succeededFuture(kept);
    }
    Future<Map<Integer, Epochs.Standing>> claim = postgres.claim(loop, claims);
    for (int i = 1; mutation == Mutation.FENCE_BY_PARTITION && i < OTHER_PARTITIONS; i++) {
      claim = claim.compose(claimed -> postgres.ask(loop, () -> claimed));
    }
    return claim;
  }

  private void stale(int partition) {
    if (link.isUp() && !relearning[partition]) {
      relearning[partition] = true;
      learn(link.connection(), List.of(redis.partition(partition)), LOOKS)
          .onComplete(
              done -> {
                relearning[partition] = false;
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
    SimPartition partition = redis.of(room);
    long epoch = known[partition.number];
    Future<Append> appended =
        link.send(() -> partition.append(room, drafts, epoch, origin))
            .onSuccess(
                answer -> {
                  if (answer instanceof Stale) {
                    stale(partition.number);
                  }
                });
    return mutation == Mutation.ACK_BEFORE_APPEND && link.isUp()
        ? Future.succeededFuture(partition.guess(room, drafts, epoch))
        : appended;
  }

  @Override
  public Future<Slice> read(RoomId room, Position after, Bound bound, Priority priority) {
    SimPartition partition = redis.of(room);
    long epoch = known[partition.number];
    return slice(partition, link.send(() -> partition.read(room, after, bound, epoch)));
  }

  @Override
  public Future<Slice> readBack(RoomId room, Position before, Bound bound, Priority priority) {
    SimPartition partition = redis.of(room);
    long epoch = known[partition.number];
    return slice(partition, link.send(() -> partition.readBack(room, before, bound, epoch)));
  }

  private Future<Slice> slice(SimPartition partition, Future<Slice> answer) {
    return answer.onSuccess(
        slice -> {
          if (slice instanceof Stale) {
            stale(partition.number);
          }
        });
  }

  @Override
  public Future<Map<RoomId, Waiting>> queued(List<RoomId> rooms) {
    return link.send(() -> redis.of(rooms.getFirst()).queued(rooms));
  }

  @Override
  public Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    return link.send(() -> redis.of(rooms.getFirst()).state().waiting(rooms));
  }

  @Override
  public Future<?> signal(Signal signal) {
    return link.send(
        () -> {
          redis.signal(signal);
          return true;
        });
  }

  @Override
  public Future<?> announce(RightsChange change) {
    return link.send(
        () -> {
          redis.announce(change);
          return true;
        });
  }

  @Override
  public boolean isScarce(RoomId room) {
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
    SimPartition partition = redis.of(openings.getFirst().room());
    long now = loop.nowMillis();
    boolean[] outdated = new boolean[1];
    return link.send(
            () -> {
              Map<RoomId, Opened> opened = new HashMap<>();
              for (Opening opening : openings) {
                Opened one = partition.open(opening, now);
                opened.put(opening.room(), one == null ? new Opened.Moved() : one);
                outdated[0] |= one == null;
              }
              return opened;
            })
        .onSuccess(
            _ -> {
              if (outdated[0]) {
                stale(partition.number);
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
    Map<SimPartition, List<RoomId>> asked = new LinkedHashMap<>();
    rooms.forEach(room -> asked.computeIfAbsent(redis.of(room), _ -> new ArrayList<>()).add(room));
    List<Head> heads = new ArrayList<>();
    List<Future<?>> answers = new ArrayList<>();
    asked.forEach(
        (partition, some) -> {
          long epoch = known[partition.number];
          answers.add(
              link.send(() -> partition.heads(some, epoch))
                  .onSuccess(
                      found -> {
                        heads.addAll(found);
                        if (found.isEmpty()) {
                          stale(partition.number);
                        }
                      }));
        });
    return Future.all(answers).map(heads);
  }

  @Override
  public Future<Optional<Append.Outcome.Duplicate>> find(RoomId room, UserId user, MessageId id) {
    return link.send(() -> redis.of(room).find(room, user, id));
  }

  @Override
  public Future<Optional<Long>> oldestWaiting(RoomId room) {
    return link.send(() -> redis.of(room).oldestWaiting());
  }

  @Override
  public long epoch(RoomId room) {
    return link.isUp() ? known[redis.of(room).number] : UNKNOWN;
  }

  @Override
  public int partition(RoomId room) {
    return redis.of(room).number;
  }
}
