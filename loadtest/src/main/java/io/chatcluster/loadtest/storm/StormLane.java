package io.chatcluster.loadtest.storm;

import io.chatcluster.loadtest.bench.LineLoop;
import io.chatcluster.loadtest.client.MessageIds;
import io.chatcluster.loadtest.dial.Dialer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One event loop with its people and its counts, which belongs to that loop.
final class StormLane {
  private static final Duration DIALING = Duration.ofSeconds(30);

  final LineLoop loop;
  final StormPlan plan;
  StormTally tally = new StormTally();

  private final MessageIds ids;
  private final List<Person> people = new ArrayList<>();

  StormLane(EventLoop loop, StormPlan plan, Dialer dialer) {
    this.loop = new LineLoop(loop, dialer, DIALING);
    this.plan = plan;
    this.ids = new MessageIds(this.loop::random);
  }

  /// Lets that person come at that time.
  void admit(int number, long dueNanos) {
    var person = new Person(this, number);
    people.add(person);
    var _ = loop.after(dueNanos - System.nanoTime(), () -> person.come(dueNanos));
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

  String messageId() {
    return ids.create(System.currentTimeMillis());
  }
}
