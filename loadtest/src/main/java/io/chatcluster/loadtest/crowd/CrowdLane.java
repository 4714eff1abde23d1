package io.chatcluster.loadtest.crowd;

import io.chatcluster.loadtest.bench.FrameScanner;
import io.chatcluster.loadtest.client.Backoff;
import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One event loop with its clients and its counts.
///
/// Everything but [#ask(Callable)] and [#dismiss()] belongs to that loop.
final class CrowdLane {
  // An idle socket gets a ping now and then: less than this in nearly every case.
  private static final int READ_BYTES = 4 * 1024;
  private static final int DIAL_MILLIS = 60_000;

  /// Where bytes lie while they are scanned.
  final byte[] scratch =
      new byte[READ_BYTES + FrameScanner.LONGEST_PAYLOAD + FrameScanner.LONGEST_HEADER];

  final CrowdPlan plan;
  final CrowdTally tally = new CrowdTally();

  private final EventLoop loop;
  private final Dialer dialer;
  private final SplittableRandom random = new SplittableRandom();
  private final List<CrowdClient> clients = new ArrayList<>();
  private boolean dismissed;

  CrowdLane(EventLoop loop, CrowdPlan plan, Dialer dialer) {
    this.loop = loop;
    this.plan = plan;
    this.dialer = dialer;
  }

  /// Runs a question on the loop and waits for the answer. Any other thread.
  <T> T ask(Callable<T> question) throws InterruptedException {
    try {
      return loop.submit(question).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lane failed", e.getCause());
    }
  }

  /// Lets the client of that number come now.
  void admit(int number, long dueNanos) {
    var client = new CrowdClient(this, number);
    clients.add(client);
    tally.start();
    client.come(dueNanos);
  }

  ChannelFuture dial(Visit visit) {
    var bootstrap =
        new Bootstrap()
            .group(loop)
            // The plan's own timeout comes first and knows more.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, DIAL_MILLIS);
    return dialer.dial(Transport.usual().apply(bootstrap, READ_BYTES), plan.url(), visit.line());
  }

  Future<?> after(long nanos, Runnable task) {
    return loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /// A random time below the bound.
  long below(long nanos) {
    return random.nextLong(Math.max(1, nanos));
  }

  Backoff backoff() {
    return new Backoff(random::nextLong);
  }

  /// Says goodbye to all. Any thread; it is done soon.
  void dismiss() {
    loop.execute(
        () -> {
          dismissed = true;
          clients.forEach(CrowdClient::dismiss);
          clients.clear();
        });
  }

  boolean dismissed() {
    return dismissed;
  }
}
