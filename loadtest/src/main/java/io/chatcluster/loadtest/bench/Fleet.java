package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// All sockets of a scenario, over one or two lanes.
///
/// Owned by the thread of the experiment, which asks the lanes.
final class Fleet implements AutoCloseable {
  private static final int AT_ONCE = 200;
  private static final int PATIENCE_SECONDS = 30;
  private static final long CLOSING_MILLIS = 500;

  private final Scenario scenario;
  private final Dialer dialer;
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup loops;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<LoadSocket> sockets = new ArrayList<>();

  /// A fleet that is not connected yet.
  Fleet(Scenario scenario, int threads, Dialer dialer) {
    this.scenario = scenario;
    this.dialer = dialer;
    this.transport = dialer.transportForReading(Lane.LONGEST_READ);
    this.loops = new MultiThreadIoEventLoopGroup(threads, transport.handlers());
    for (int i = 0; i < threads; i++) {
      lanes.add(new Lane((EventLoop) loops.next(), scenario));
    }
  }

  /// Connects every seat and joins its room.
  ///
  /// @throws BenchException if one of them cannot
  void connect(List<Seat> seats) throws InterruptedException {
    for (int from = 0; from < seats.size(); from += AT_ONCE) {
      var batch = new ArrayList<LoadSocket>();
      for (var seat : seats.subList(from, Math.min(seats.size(), from + AT_ONCE))) {
        batch.add(connect(seat));
      }
      for (var socket : batch) {
        await(socket);
      }
      sockets.addAll(batch);
    }
  }

  private LoadSocket connect(Seat seat) throws InterruptedException {
    var lane = lanes.get(seat.index() % lanes.size());
    if (scenario.rooms() == 1) {
      lane = lanes.get(sockets.size() % lanes.size());
    }
    var socket = new LoadSocket(lane, seat);
    var owner = lane;
    owner.ask(() -> owner.sockets.add(socket));
    var bootstrap = transport.apply(new Bootstrap().group(lane.loop()), Lane.LONGEST_READ);
    dialer
        .dial(bootstrap, seat.node(), socket.line())
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                socket.ready().completeExceptionally(connected.cause());
              }
            });
    return socket;
  }

  private static void await(LoadSocket socket) throws InterruptedException {
    try {
      socket.ready().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new BenchException("a socket cannot join: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BenchException("a socket did not join within " + PATIENCE_SECONDS + " s", e);
    }
  }

  Scenario scenario() {
    return scenario;
  }

  /// Begins a run on all lanes and returns at once.
  void begin(Run run) throws InterruptedException {
    for (var lane : lanes) {
      lane.ask(
          () -> {
            lane.begin(run, scenario, sockets);
            return run;
          });
    }
  }

  /// Stops publishing; what is on its way may still arrive.
  void stop() throws InterruptedException {
    for (var lane : lanes) {
      lane.ask(lane::stopPublishing);
    }
  }

  Progress progress() throws InterruptedException {
    var sum = Progress.NONE;
    for (var lane : lanes) {
      sum = sum.plus(lane.ask(lane.tally::progress));
    }
    return sum;
  }

  /// The sum of what all lanes have counted.
  Tally tally() throws InterruptedException {
    var sum = new Tally(scenario.rooms());
    for (var lane : lanes) {
      lane.ask(
          () -> {
            sum.add(lane.tally);
            return sum;
          });
    }
    return sum;
  }

  /// What went wrong with the chains of all sockets.
  ///
  /// @param tally the sum of all lanes
  Faults faults(Tally tally) throws InterruptedException {
    var sum = Faults.NONE;
    for (var lane : lanes) {
      sum = sum.plus(lane.ask(() -> Faults.of(lane.sockets, tally)));
    }
    return sum;
  }

  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    for (var lane : lanes) {
      lane.loop().execute(() -> lane.sockets.forEach(LoadSocket::close));
    }
    // io_uring closes a socket when its last read has come back: a loop that ended at once would
    // leave them open, and print a stack trace for each.
    loops
        .shutdownGracefully(CLOSING_MILLIS, PATIENCE_SECONDS * 1_000L, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }
}
