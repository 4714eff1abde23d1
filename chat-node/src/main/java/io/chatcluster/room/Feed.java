package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One room's stream of wake-ups turned into a stream without holes: the delivery state machine of
/// a node.
///
/// Owned by one event loop; pure. A publication whose `prev` is where the feed stands is delivered;
/// one at or below that place is dropped; anything else is a hole, and then the feed does not guess
/// but reads the log. What arrives in the meantime is held back, within a bound, and delivered once
/// the read is done.
public final class Feed {

  /// Wake-ups held back during a read; beyond it they are dropped and read again.
  static final int MAX_HELD = 1_024;

  /// The same in bytes of their bodies.
  static final int MAX_HELD_BYTES = 1 << 20;

  /// What a feed asks of the log; called on its loop.
  public interface Reads {

    /// Find the room's head, then call [Feed#head] or [Feed#readFailed].
    void head(RoomId room);

    /// Read what comes after, then call [Feed#read] or [Feed#readFailed].
    void read(RoomId room, Position after);
  }

  private final RoomId room;
  private final Reads reads;
  private final RoomStream stream;
  private final List<Publication> held = new ArrayList<>();
  private int heldBytes;
  private boolean dropped;
  private boolean reading;
  private boolean again;
  private @Nullable Position position;

  /// @param stream hears what the feed delivers
  public Feed(RoomId room, Reads reads, RoomStream stream) {
    this.room = room;
    this.reads = reads;
    this.stream = stream;
  }

  /// Where the feed stands; null before the first read.
  public @Nullable Position position() {
    return position;
  }

  /// Whether it waits for the log.
  public boolean reading() {
    return reading;
  }

  /// The subscription stands (again): what was published before may have been missed.
  public void subscribed() {
    catchUp();
  }

  /// Reads the log from where the feed stands.
  public void catchUp() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    again = false;
    if (position == null) {
      reads.head(room);
    } else {
      reads.read(room, position);
    }
  }

  /// A wake-up.
  public void published(Publication publication) {
    if (reading || position == null) {
      hold(publication);
    } else if (publication.prev().equals(position)) {
      position = publication.at();
      stream.deliver(room, List.of(publication));
    } else if (publication.at().isAfter(position)) {
      hold(publication);
      catchUp();
    }
  }

  private void hold(Publication publication) {
    int bytes = publication.body().length;
    if (held.size() < MAX_HELD && heldBytes + bytes <= MAX_HELD_BYTES) {
      held.add(publication);
      heldBytes += bytes;
    } else {
      dropped = true;
    }
  }

  /// The first read was answered.
  public void head(Position head) {
    reading = false;
    position = head;
    stream.ready(room, head);
    play(false);
  }

  /// A read was answered.
  public void read(Segment segment) {
    Position from = position;
    if (from == null) {
      throw new IllegalStateException("a segment before the head");
    }
    reading = false;
    if (segment.rollbackTo() != null) {
      stream.rollback(room, segment.rollbackTo());
    }
    if (segment.gap() != null) {
      stream.gap(room, segment.gap());
    }
    if (!segment.publications().isEmpty()) {
      stream.deliver(room, segment.publications());
    }
    position = segment.end(from);
    play(segment.more());
  }

  /// The log could not be read; the caller calls [#catchUp] after a while.
  public void readFailed() {
    reading = false;
  }

  private void play(boolean more) {
    List<Publication> late = List.copyOf(held);
    boolean hole = dropped || more || again;
    held.clear();
    heldBytes = 0;
    dropped = false;
    for (Publication publication : late) {
      published(publication);
    }
    if (hole && !reading) {
      catchUp();
    }
  }

  /// The position check found the room's head at `head`; it had asked some time ago, when the feed
  /// stood at `stood`.
  ///
  /// @return whether the feed had to be healed
  public boolean check(Position head, Position stood) {
    if (reading || position == null) {
      return false;
    }
    boolean missed = head.isAfter(position);
    boolean lost = stood.isAfter(head);
    if (missed || lost) {
      catchUp();
    }
    return missed || lost;
  }
}
