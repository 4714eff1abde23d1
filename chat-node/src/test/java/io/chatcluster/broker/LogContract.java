package io.chatcluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.Data;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInstance;

/// Words in which the contracts of a room log are written.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LogContract {

  protected static final UserId ADA = new UserId("ada");
  static final Bound PAGE = new Bound(100, 1 << 19);

  private long made;

  protected abstract LogRig rig();

  protected Draft draft(String text) {
    long now = nowMillis();
    MessageId id = MessageId.create(now, 5, ++made);
    return Draft.of(new Content.Chat(id, ADA, "Ada", now, text));
  }

  /// The time that ids are made of.
  protected long nowMillis() {
    return System.currentTimeMillis();
  }

  protected Append append(RoomId room, Draft... drafts) {
    return append(rig().broker(), room, drafts);
  }

  Append append(Broker broker, RoomId room, Draft... drafts) {
    return rig().on(() -> broker.append(room, List.of(drafts)));
  }

  /// What became of each draft in an open room.
  protected List<Append.Outcome> outcomes(RoomId room, Draft... drafts) {
    Append done = append(room, drafts);
    assertThat(done).isInstanceOf(Append.Done.class);
    return ((Append.Done) done).outcomes();
  }

  /// Somebody tells something fleeting, from the session `n1.7`.
  Signal signal(Audience to, String topic) {
    Signal.Key key = new Signal.Key("n1.7", new Topic(topic));
    Signal signal = Signal.of(to, key, ADA, "Ada", new Data("{\"on\":true}"));
    rig().on(() -> rig().broker().signal(signal).mapEmpty());
    return signal;
  }

  void announce(RightsChange change) {
    rig().on(() -> rig().broker().announce(change).mapEmpty());
  }

  /// The place of a draft that is new.
  protected Append.Outcome.Logged log(RoomId room, Draft draft) {
    Append.Outcome outcome = outcomes(room, draft).getFirst();
    assertThat(outcome).isInstanceOf(Append.Outcome.Logged.class);
    return (Append.Outcome.Logged) outcome;
  }

  Slice slice(Broker broker, RoomId room, Position after) {
    return rig().on(() -> broker.read(room, after, PAGE, Priority.CLIENT));
  }

  /// What is said in an open room.
  protected List<Publication> said(RoomId room) {
    return ((Slice.Read) settled(room)).publications();
  }

  Closed closed(RoomId room) {
    return (Closed) settled(room);
  }

  /// A connection learns a new epoch by itself, and each has its own.
  private Slice settled(RoomId room) {
    Slice[] found = {new Stale()};
    rig()
        .until(
            () -> {
              found[0] = slice(rig().broker(), room, Position.NONE);
              return !(found[0] instanceof Stale);
            });
    return found[0];
  }

  Opening opening(RoomId room, Closed closed, Publication... archived) {
    Waiting waiting =
        rig().on(() -> rig().broker().queued(List.of(room))).getOrDefault(room, Waiting.UNKNOWN);
    List<Publication> rows = List.of(archived);
    Position newest = rows.isEmpty() ? closed.last() : rows.getLast().at();
    return new Opening(
        room, closed, rows, List.of(), List.of(), waiting.look(), newest, false, false);
  }

  Opened open(Opening opening) {
    Map<RoomId, Opened> opened = rig().on(() -> rig().broker().open(List.of(opening)));
    return opened.getOrDefault(opening.room(), new Opened.Moved());
  }

  /// A room that takes messages.
  protected RoomId openRoom(String name) {
    RoomId room = new RoomId(name);
    reopen(room);
    return room;
  }

  protected void reopen(RoomId room) {
    assertThat(open(opening(room, closed(room)))).isEqualTo(new Opened.Open());
  }

  protected long epoch(Broker broker, RoomId room) {
    return rig().on(() -> Future.succeededFuture(broker.epoch(room)));
  }

  /// The partition has lost its queue, and the broker knows its new epoch.
  void renew(RoomId room) {
    Broker broker = rig().broker();
    long before = epoch(broker, room);
    rig().loseQueue(room);
    assertThat(append(room, draft("to whom?"))).isEqualTo(new Stale());
    rig().until(() -> epoch(broker, room) > before);
  }

  /// Hears a room from now on.
  Subscriptions subscribe(Ear ear, RoomId... rooms) {
    Subscriptions subscriptions = rig().hear(ear);
    for (RoomId room : rooms) {
      run(() -> subscriptions.subscribe(room));
    }
    rig().until(() -> ear.subscribed.containsAll(List.of(rooms)));
    return subscriptions;
  }

  void run(Runnable task) {
    rig()
        .on(
            () -> {
              task.run();
              return Future.succeededFuture();
            });
  }
}
