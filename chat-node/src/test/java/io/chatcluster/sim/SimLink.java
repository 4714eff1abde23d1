package io.chatcluster.sim;

import io.chatcluster.broker.BrokerException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// One supervised connection from a loop to Redis: pipelined, in order, cut by faults or by
/// silence, always coming back.
///
/// When it is cut, a part of what was under way is done nevertheless, later, and nobody hears of
/// it.
final class SimLink {

  private static final long TIMEOUT_MICROS = 1_000_000;

  /// What the owner of a link does with it.
  interface Owner {

    /// Prepares the connection with this number before anyone may use it.
    Future<?> prepare(int connection);

    default void up() {}

    default void down() {}
  }

  private static final class Call<T> {
    final Promise<T> promise = Promise.promise();
    final int connection;
    final int life;
    final Supplier<T> operation;
    boolean done;
    boolean lost;

    Call(int connection, int life, Supplier<T> operation) {
      this.connection = connection;
      this.life = life;
      this.operation = operation;
    }
  }

  private final Clockwork clock;
  private final SimRedis redis;
  private final SimLoop loop;
  private final Owner owner;
  private final long usualMicros;
  private final boolean impatient;
  private final List<Call<?>> inFlight = new ArrayList<>();
  private int connection;
  private boolean open;
  private boolean up;
  private boolean closed;

  /// It is cut, and its node has not learnt of it yet.
  private boolean severed;

  private long lastArrival;
  private long lastAnswer;
  private int failures;

  SimLink(World world, SimLoop loop, Owner owner) {
    this.clock = world.clock;
    this.redis = world.redis;
    this.usualMicros = world.scenario.linkMicros();
    this.impatient = world.scenario.mutation() == Mutation.FENCE_BY_PARTITION;
    this.loop = loop;
    this.owner = owner;
  }

  void start() {
    connect();
  }

  boolean isUp() {
    return up;
  }

  /// Number of the connection that stands or is being prepared.
  int connection() {
    return connection;
  }

  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++connection;
    lastArrival = 0;
    lastAnswer = 0;
    loop.afterMicros(
        delay(),
        () -> {
          if (mine != connection) {
            return;
          }
          if (redis.down()) {
            drop();
            return;
          }
          open = true;
          owner
              .prepare(mine)
              .onComplete(
                  done -> {
                    if (mine == connection && done.succeeded()) {
                      up = true;
                      failures = 0;
                      owner.up();
                    } else if (mine == connection) {
                      drop();
                    }
                  });
        });
    loop.afterMicros(
        2 * TIMEOUT_MICROS,
        () -> {
          // What it waits for elsewhere is not the silence of Redis.
          if (mine == connection && !up && (impatient || !open)) {
            drop();
          }
        });
  }

  /// Asks over the standing connection.
  <T> Future<T> send(Supplier<T> operation) {
    return up ? send(connection, operation) : Future.failedFuture(unavailable("not connected"));
  }

  /// Asks over the connection with this number, if it is still there.
  <T> Future<T> send(int over, Supplier<T> operation) {
    if (!open || over != connection) {
      return Future.failedFuture(unavailable("that connection is gone"));
    }
    Call<T> call = new Call<>(connection, redis.life(), operation);
    call.lost = severed;
    inFlight.add(call);
    lastArrival = Math.max(lastArrival, clock.nowMicros() + delay());
    clock.atMicros(lastArrival, () -> arrived(call));
    loop.afterMicros(
        TIMEOUT_MICROS,
        () -> {
          if (call.connection == connection && inFlight.contains(call)) {
            cut();
          }
        });
    return call.promise.future();
  }

  private <T> void arrived(Call<T> call) {
    if (call.lost || call.life != redis.life() || redis.down()) {
      return;
    }
    if (redis.pausedUntil() > clock.nowMicros()) {
      clock.atMicros(redis.pausedUntil(), () -> arrived(call));
      return;
    }
    call.done = true;
    T answer = call.operation.get();
    if (call.connection == connection) {
      push(
          0,
          () -> {
            if (inFlight.remove(call)) {
              call.promise.complete(answer);
            }
          });
    }
  }

  /// Something comes from Redis over this connection, after everything that came before.
  void push(long extraMicros, Runnable task) {
    int over = connection;
    lastAnswer = Math.max(lastAnswer, clock.nowMicros() + delay() + extraMicros);
    loop.atMicros(
        lastAnswer,
        () -> {
          if (over == connection) {
            task.run();
          }
        });
  }

  /// Breaks the connection; another is made.
  void cut() {
    if (open && loop.frozen()) {
      int mine = connection;
      severed = true;
      loop.execute(
          () -> {
            if (mine == connection) {
              drop();
            }
          });
    } else if (open) {
      drop();
    }
  }

  void close() {
    closed = true;
    drop();
  }

  private void drop() {
    boolean stood = up;
    connection++;
    open = false;
    up = false;
    severed = false;
    boolean arriving = !closed || clock.chance(0.5);
    List<Call<?>> broken = List.copyOf(inFlight);
    inFlight.clear();
    for (Call<?> call : broken) {
      if (!call.done) {
        arriving &= clock.chance(0.7);
        call.lost = !arriving;
      }
      loop.execute(() -> call.promise.fail(unavailable("the connection broke")));
    }
    if (stood) {
      owner.down();
    }
    long bound = Math.min(1_000_000, 50_000L << Math.min(failures++, 5));
    loop.afterMicros(1 + clock.microsBetween(0, bound), this::connect);
  }

  private long delay() {
    return clock.microsBetween(50, clock.chance(0.05) ? 20_000 + usualMicros : usualMicros);
  }

  private static BrokerException unavailable(String why) {
    return new BrokerException(BrokerException.Kind.UNAVAILABLE, why);
  }
}
