package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.Schedule;
import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// All clients, over some event loops.
///
/// Owned by one thread, which asks the lanes.
public final class Crowd implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final CrowdPlan plan;
  private final MultiThreadIoEventLoopGroup loops;
  private final List<CrowdLane> lanes = new ArrayList<>();

  /// A crowd of which nobody has come yet.
  public Crowd(CrowdPlan plan, Dialer dialer) {
    this.plan = plan;
    this.loops = new MultiThreadIoEventLoopGroup(plan.threads(), Transport.usual().handlers());
    for (int i = 0; i < plan.threads(); i++) {
      lanes.add(new CrowdLane((EventLoop) loops.next(), plan, dialer));
    }
  }

  /// From that time on, lets the clients come at the plan's rate; returns at once.
  public void begin(long startNanos) throws InterruptedException {
    var schedule = new Schedule(startNanos, plan.rate(), plan.sockets());
    for (int i = 0; i < lanes.size(); i++) {
      var lane = lanes.get(i);
      int first = i;
      var _ =
          lane.loop.ask(
              () -> {
                new Arrivals(lane, schedule, first, lanes.size()).run();
                return first;
              });
    }
  }

  /// What all lanes have counted so far; a copy.
  public CrowdTally tally() throws InterruptedException {
    var sum = new CrowdTally();
    for (var lane : lanes) {
      sum.add(lane.loop.ask(lane.tally::copy));
    }
    return sum;
  }

  /// How many clients are in, or will never be.
  long settled() throws InterruptedException {
    long sum = 0;
    for (var lane : lanes) {
      sum += lane.loop.ask(() -> lane.tally.inside() + lane.tally.gone());
    }
    return sum;
  }

  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    for (var lane : lanes) {
      lane.dismiss();
    }
    loops.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
