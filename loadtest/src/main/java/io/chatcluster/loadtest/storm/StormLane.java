package io.chatcluster.loadtest.storm;

import io.chatcluster.loadtest.bench.FrameScanner;
import io.chatcluster.loadtest.client.Backoff;
import io.chatcluster.loadtest.client.MessageIds;
import io.chatcluster.loadtest.dial.Dialer;
import io.chatcluster.loadtest.dial.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// One event loop with its people and its counts.
///
/// Everything but [#ask(Callable)] belongs to that loop.
final class StormLane {
  private static final int READ_BYTES = 4 * 1024;

  /// Where bytes lie while they are scanned.
  final byte[] scratch =
      new byte[READ_BYTES + FrameScanner.LONGEST_PAYLOAD + FrameScanner.LONGEST_HEADER];

  final StormPlan plan;
  StormTally tally = new StormTally();

  private final EventLoop loop;
  private final Dialer dialer;
  private final SplittableRandom random = new SplittableRandom();
  private final MessageIds ids = new MessageIds(random::nextLong);
  private final List<Person> people = new ArrayList<>();

  StormLane(EventLoop loop, StormPlan plan, Dialer dialer) {
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

  /// Lets that person come at that time.
  void admit(int number, long dueNanos) {
    var person = new Person(this, number);
    people.add(person);
    later(dueNanos - System.nanoTime(), () -> person.come(dueNanos));
  }

  /// Everybody goes, where connections do not stay.
  int part() {
    people.forEach(Person::part);
    return people.size();
  }

  /// Everybody wants to be in again, now.
  int storm() {
    tally = new StormTally();
    long now = System.nanoTime();
    people.forEach(person -> person.again(now));
    return people.size();
  }

  ChannelFuture dial(int person, ChannelHandler handler) {
    var bootstrap = new Bootstrap().group(loop);
    return dialer.dial(Transport.usual().apply(bootstrap, READ_BYTES), plan.url(person), handler);
  }

  void later(long nanos, Runnable task) {
    var _ = loop.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  Backoff backoff() {
    return new Backoff(random::nextLong);
  }

  String messageId() {
    return ids.create(System.currentTimeMillis());
  }
}
