package io.chatcluster.loadtest.bench;

import io.chatcluster.loadtest.client.Backoff;
import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One event loop with lines that are quiet most of the time.
///
/// Everything but [#ask(Callable)] and [#execute(Runnable)] belongs to that loop.
public final class LineLoop {
  // A quiet socket gets a ping now and then: nearly always less than this.
  private static final int READ_BYTES = 4 * 1024;

  /// Where bytes lie while they are scanned.
  private final byte[] scratch =
      new byte[READ_BYTES + FrameScanner.LONGEST_PAYLOAD + FrameScanner.LONGEST_HEADER];

  private final EventLoop loop;
  private final Dialer dialer;
  private final Duration dialing;
  private final SplittableRandom random = new SplittableRandom();

  /// @param dialing how long the system may take to connect
  public LineLoop(EventLoop loop, Dialer dialer, Duration dialing) {
    this.loop = loop;
    this.dialer = dialer;
    this.dialing = dialing;
  }

  /// Runs a question on the loop and waits for the answer. Any other thread.
  public <T> T ask(Callable<T> question) throws InterruptedException {
    return ask(loop, question);
  }

  static <T> T ask(EventLoop loop, Callable<T> question) throws InterruptedException {
    try {
      return loop.submit(question).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lane failed", e.getCause());
    }
  }

  /// Runs a task on the loop, soon. Any thread.
  public void execute(Runnable task) {
    loop.execute(task);
  }

  public Future<?> after(long nanos, Runnable task) {
    return loop.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /// A line that is to be dialed.
  public Line line(URI url, Line.Owner owner) {
    return new Line(url, scratch, owner);
  }

  public ChannelFuture dial(Line line) {
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) dialing.toMillis());
    return dialer.dial(Transport.usual().apply(bootstrap, READ_BYTES), line.url(), line);
  }

  /// A random time below the bound.
  public long below(long nanos) {
    return random.nextLong(Math.max(1, nanos));
  }

  public Backoff backoff() {
    return new Backoff(random::nextLong);
  }

  /// Random bits.
  public long random() {
    return random.nextLong();
  }
}
