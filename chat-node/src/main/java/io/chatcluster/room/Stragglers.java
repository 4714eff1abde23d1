package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The members of a hub that are not where their rooms are: they have just come, their outlets were
/// full, or they have read ahead. Each reads the log until it is, and then goes live; see
/// [Membership.State].
///
/// Owned by its hub.
final class Stragglers {

  private final HubPort port;
  private final Set<Membership> lagging = new LinkedHashSet<>();
  private final Set<Membership> ahead = new LinkedHashSet<>();

  Stragglers(HubPort port) {
    this.port = port;
  }

  int lagging() {
    return lagging.size();
  }

  /// Asks for what the member has to be told next, or first.
  void begin(Membership membership) {
    if (membership.begun || membership.resuming()) {
      readOn(membership);
    } else {
      membership.state = Membership.State.READING;
      port.head(membership);
    }
  }

  void pause(Membership membership) {
    membership.stale |= membership.state == Membership.State.READING;
    forget(membership);
    membership.state = Membership.State.PAUSED;
  }

  void resume(Membership membership) {
    if (membership.state != Membership.State.PAUSED) {
      return;
    }
    if (membership.stale) {
      // Its answer comes first.
      membership.state = Membership.State.READING;
    } else {
      begin(membership);
    }
  }

  void forget(Membership membership) {
    lagging.remove(membership);
    ahead.remove(membership);
  }

  /// Whether an answer is the one that a member waits for. Where it had been asked before a pause,
  /// the right question is asked now.
  private boolean awaited(Membership membership) {
    boolean stale = membership.stale;
    membership.stale = false;
    if (membership.state != Membership.State.READING) {
      return false;
    }
    if (stale) {
      begin(membership);
    }
    return !stale;
  }

  /// A read for a member was answered.
  void read(Membership membership, Segment segment) {
    if (awaited(membership)) {
      tell(membership, segment);
    }
  }

  private void tell(Membership membership, Segment segment) {
    membership.begin(segment);
    if (segment.rollbackTo() != null) {
      membership.outlet().push(new Push.Rollback(membership.room(), segment.rollbackTo()));
      membership.position = segment.rollbackTo();
    }
    if (segment.gap() != null) {
      Segment.Missing gap = segment.gap();
      membership.outlet().push(new Push.Gap(membership.room(), gap.after(), gap.next()));
      membership.position = gap.prev();
    }
    if (!segment.publications().isEmpty()
        && !offer(membership, new Batch(membership.room(), segment.publications()))) {
      return;
    }
    if (segment.more()) {
      readOn(membership);
    } else {
      settle(membership);
    }
  }

  /// A read for a member failed. A member that has begun tries again.
  ///
  /// @return false if it has not begun
  boolean readFailed(Membership membership) {
    boolean awaited = awaited(membership);
    if (awaited && membership.begun) {
      lag(membership);
    }
    return !awaited || membership.begun;
  }

  void tick() {
    // Ahead of a room that hears nothing more, because the log has lost what the member read: only
    // the log can tell it that.
    for (Membership membership : List.copyOf(ahead)) {
      ahead.remove(membership);
      if (membership.state == Membership.State.AHEAD) {
        readOn(membership);
      }
    }
    for (Membership membership : List.copyOf(lagging)) {
      if (membership.state == Membership.State.LAGGING && membership.outlet().writable()) {
        lagging.remove(membership);
        readOn(membership);
      }
    }
  }

  void lag(Membership membership) {
    membership.state = Membership.State.LAGGING;
    lagging.add(membership);
  }

  private boolean offer(Membership membership, Batch batch) {
    if (membership.outlet().offer(batch) != Offer.ACCEPTED) {
      lag(membership);
      return false;
    }
    membership.member().read(batch);
    membership.position = batch.to();
    return true;
  }

  /// Reads from memory if the room's last publications reach back far enough, otherwise from the
  /// log.
  void readOn(Membership membership) {
    membership.state = Membership.State.READING;
    List<Publication> recent = membership.room.recent.after(membership.position);
    Position head = membership.room.position;
    if (recent != null && head != null) {
      read(membership, Segment.upTo(head, recent));
    } else {
      port.read(membership, membership.position);
    }
  }

  /// Decides how a member that has nothing more to read stands to its room.
  void settle(Membership membership) {
    Position present = membership.room.position;
    if (present == null) {
      membership.state = Membership.State.WAITING;
      return;
    }
    int order = membership.position.compareTo(present);
    if (order < 0) {
      readOn(membership);
    } else if (order == 0) {
      membership.state = Membership.State.LIVE;
      membership.room.others.remove(membership);
      membership.room.addLive(membership);
    } else {
      membership.state = Membership.State.AHEAD;
      ahead.add(membership);
    }
  }
}
