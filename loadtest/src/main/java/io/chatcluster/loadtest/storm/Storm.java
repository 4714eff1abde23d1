package io.chatcluster.loadtest.storm;

import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// All people, over some event loops.
///
/// Owned by one thread, which asks the lanes.
public final class Storm implements AutoCloseable {
  private static final double SECOND = 1e9;

  private final StormPlan plan;
  private final MultiThreadIoEventLoopGroup loops;
  private final List<StormLane> lanes = new ArrayList<>();

  /// Nobody has come yet.
  public Storm(StormPlan plan, Dialer dialer) {
    this.plan = plan;
    this.loops = new MultiThreadIoEventLoopGroup(plan.threads(), Transport.usual().handlers());
    for (int i = 0; i < plan.threads(); i++) {
      lanes.add(new StormLane((EventLoop) loops.next(), plan, dialer));
    }
  }

  /// Lets people come from now on at the plan's rate, each into a room of their own, where they say
  /// a message; returns at once.
  public void gather() throws InterruptedException {
    long start = System.nanoTime();
    for (int l = 0; l < lanes.size(); l++) {
      var lane = lanes.get(l);
      int first = l;
      var _ =
          lane.loop.ask(
              () -> {
                for (int i = first; i < plan.people(); i += lanes.size()) {
                  lane.admit(i, start + (long) (i * SECOND / plan.rate()));
                }
                return first;
              });
    }
  }

  /// Ends all connections, where they do not stay.
  public void part() throws InterruptedException {
    for (var lane : lanes) {
      var _ = lane.loop.ask(lane::part);
    }
  }

  /// From now on everybody wants to be in again; counts begin anew.
  public void begin() throws InterruptedException {
    for (var lane : lanes) {
      var _ = lane.loop.ask(lane::storm);
    }
  }

  /// What all lanes have counted so far; a copy.
  public StormTally tally() throws InterruptedException {
    var sum = new StormTally();
    for (var lane : lanes) {
      sum.add(lane.loop.ask(() -> lane.tally.copy()));
    }
    return sum;
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
