package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.BrokerException;
import io.chatcluster.broker.Draft;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Hub;
import io.chatcluster.room.HubPort;
import io.chatcluster.room.Membership;
import io.chatcluster.room.Outlet;
import io.chatcluster.room.Segment;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One event loop's share of a node: its hub, its publisher, its way to the log. What sessions of
/// this loop talk to.
///
/// Owned by its loop; everything is called there.
public final class NodeLoop {

  private final Loop loop;
  private final PublishSettings settings;
  private final Deadlines deadlines;
  private final LogReader reader;
  private final Publisher publisher;
  private final OldIds oldIds;
  private final Hub hub;
  private final Pace pace;
  private volatile Counts counts = new Counts(0, 0, 0);

  NodeLoop(
      Loop loop,
      Broker broker,
      Archive archive,
      PublishSettings settings,
      int pageBytes,
      NodeEvents events,
      Pace.Settings pacing,
      Watching watching) {
    this.loop = loop;
    this.settings = settings;
    Opener opener = new Opener(broker, archive, events);
    this.deadlines = new Deadlines(loop, settings);
    this.reader = new LogReader(broker, archive, opener, loop, deadlines, pageBytes);
    this.publisher = new Publisher(broker, archive, opener, loop, settings, events);
    this.oldIds = new OldIds(broker, archive, deadlines, settings);
    this.hub = new Hub(new Port(watching));
    this.pace = new Pace(loop, pacing, hub::drain);
  }

  /// How a loop says which rooms it wants to hear; any loop may call.
  interface Watching {

    void watch(RoomId room);

    void unwatch(RoomId room);
  }

  /// See [Loop#nowMillis].
  public long nowMillis() {
    return loop.nowMillis();
  }

  /// See [Loop#elapsedMillis].
  public long elapsedMillis() {
    return loop.elapsedMillis();
  }

  /// Runs a task on this loop, later.
  public void later(Runnable task) {
    loop.execute(task);
  }

  /// Enters a room; see [Hub#join]. The outlet hears within the ack time-out that it is in, or that
  /// it is refused.
  public Membership join(RoomId room, @Nullable Position at, Outlet outlet) {
    return hub.join(room, at, outlet);
  }

  /// Whether somebody on this loop is in the room, or on the way in.
  public boolean hears(RoomId room) {
    return hub.hears(room);
  }

  public void leave(Membership membership) {
    hub.leave(membership);
  }

  /// The last publications below `before` ([Position#NONE]: up to the head), oldest first: at most
  /// `limit`, and no more bytes than a page has. Fails with [BrokerException], within the ack
  /// time-out.
  public Future<History> history(RoomId room, Position before, int limit) {
    return reader
        .page(room, before, limit)
        .map(page -> new History(page.publications(), page.more()));
  }

  /// What a client is told when a read has failed so.
  public static ErrorCode code(Throwable failure) {
    if (!(failure instanceof BrokerException known)) {
      return ErrorCode.UNAVAILABLE;
    }
    return switch (known.kind()) {
      case UNAVAILABLE -> ErrorCode.UNAVAILABLE;
      case ARCHIVE_UNAVAILABLE -> ErrorCode.ARCHIVE_UNAVAILABLE;
      case OVERLOADED -> ErrorCode.OVERLOADED;
    };
  }

  /// A page of the past, oldest first.
  public record History(List<Publication> publications, boolean more) {}

  /// Publishes a message; the receipt hears of it once, within the ack time-out.
  public void publish(RoomId room, Content content, Receipt receipt) {
    long now = loop.nowMillis();
    long made = content.id().timeMillis();
    if (made > now + PublishSettings.CLOCK_LEEWAY_MILLIS) {
      receipt.failed(ErrorCode.BAD_ID, 0);
    } else if (made < now - settings.idWindowMillis()) {
      oldIds.answer(room, content, now - settings.idWindowMillis(), receipt);
    } else {
      publisher.publish(room, Draft.of(content), receipt);
    }
  }

  Feeds.HubSink sink() {
    return new Sink();
  }

  LogReader reader() {
    return reader;
  }

  void committed(int partition, Position queueId, Set<Position> discarded) {
    publisher.committed(partition, queueId, discarded);
  }

  /// Keeps time-outs and lets lagging members go on; to be called about five times a second.
  void tick() {
    publisher.tick();
    deadlines.tick();
    hub.tick();
    counts = new Counts(hub.members(), hub.lagging(), publisher.waiting());
  }

  /// How much there was at the last tick.
  record Counts(int members, int lagging, int waiting) {}

  /// Any thread.
  Counts counts() {
    return counts;
  }

  private final class Sink implements Feeds.HubSink {

    @Override
    public void ready(RoomId room, Position at) {
      hub.ready(room, at);
    }

    @Override
    public void hear(RoomId room, List<Publication> publications) {
      hub.hear(room, publications);
    }

    @Override
    public void rollback(RoomId room, Position to) {
      hub.rollback(room, to);
    }

    @Override
    public void gap(RoomId room, Segment.Missing gap) {
      hub.gap(room, gap);
    }
  }

  private final class Port implements HubPort {

    private final Watching watching;

    Port(Watching watching) {
      this.watching = watching;
    }

    @Override
    public void read(Membership membership, Position after) {
      reader
          .read(membership.room(), after)
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  hub.read(membership, done.result());
                } else {
                  hub.readFailed(membership, code(done.cause()));
                }
              });
    }

    @Override
    public void head(Membership membership) {
      reader
          .head(membership.room())
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  hub.read(membership, new Segment(null, null, List.of(), done.result(), false));
                } else {
                  hub.readFailed(membership, code(done.cause()));
                }
              });
    }

    @Override
    public void watch(RoomId room) {
      watching.watch(room);
    }

    @Override
    public void unwatch(RoomId room) {
      watching.unwatch(room);
    }

    @Override
    public void wake() {
      pace.request();
    }
  }
}
