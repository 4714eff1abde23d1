package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A run made up by a test, in one room; a millisecond passes with every event.
final class Story {

  static final String ROOM = "general";

  private final List<Entry> history = new ArrayList<>();
  private final List<Stored> archive = new ArrayList<>();
  private final List<Stored> logs = new ArrayList<>();
  private long nanos;
  private long faultsEndedNanos;
  private long unarchived;
  private boolean retentionExceeded;

  private Story add(String client, Event event) {
    nanos += 1_000_000;
    history.add(new Entry(nanos, nanos / 1_000_000, client, event));
    return this;
  }

  Story connect(String client) {
    return add(client, new Event.Connect("n1"));
  }

  Story disconnect(String client) {
    return add(client, new Event.Disconnect(1006));
  }

  Story end(String client) {
    return add(client, new Event.End());
  }

  Story join(String client, String from) {
    return add(client, new Event.Join(ROOM, at(from), at(from), true));
  }

  Story leave(String client) {
    return add(client, new Event.Leave(ROOM));
  }

  Story send(String client, String id) {
    return add(client, new Event.Invoke(ROOM, id));
  }

  Story ok(String client, String id, String at) {
    return add(client, new Event.Ok(ROOM, id, at(at), "durable"));
  }

  Story tell(String client, String mark) {
    return add(client, new Event.Signal(ROOM, mark));
  }

  Story hear(String client, String mark) {
    return add(client, new Event.Hear(ROOM, mark));
  }

  Story refused(String client, String id) {
    return add(client, new Event.Fail(ROOM, id, "stale_id"));
  }

  Story givenUp(String client, String id) {
    return add(client, new Event.GiveUp(ROOM, id, "left"));
  }

  Story see(String client, String prev, String at, String id) {
    return add(client, new Event.Deliver(ROOM, at(at), at(prev), id));
  }

  Story rollback(String client, String to) {
    return add(client, new Event.Rollback(ROOM, at(to)));
  }

  Story gap(String client, String after, String next) {
    return add(client, new Event.Gap(ROOM, at(after), at(next)));
  }

  Story stored(String prev, String at, String id) {
    logged(prev, at, id);
    return archived(prev, at, id);
  }

  Story archived(String prev, String at, String id) {
    archive.add(new Stored(ROOM, at(at), at(prev), id));
    return this;
  }

  Story logged(String prev, String at, String id) {
    logs.add(new Stored(ROOM, at(at), at(prev), id));
    return this;
  }

  Story unarchived(long entries) {
    unarchived = entries;
    return this;
  }

  Story faultsEnd() {
    faultsEndedNanos = nanos;
    return this;
  }

  Story pass(Duration time) {
    nanos += time.toNanos();
    return this;
  }

  Story beyondRetention() {
    retentionExceeded = true;
    return this;
  }

  List<Violation> check() {
    return new Checker(Duration.ofSeconds(5))
        .check(new Run(history, archive, logs, unarchived, faultsEndedNanos, retentionExceeded));
  }

  /// The numbers of the checks that were broken, each once.
  List<Integer> broken() {
    return check().stream().map(Violation::check).distinct().sorted().toList();
  }

  private static Position at(String text) {
    return Position.parse(text);
  }
}
