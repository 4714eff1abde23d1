package io.chatcluster.room;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of this event loop, room by room: the fan-out.
///
/// Owned by one event loop. What is heard of a room gathers until [#drain], so that a busy room is
/// offered to its members as one batch. A member that is not where the room is (it has just come,
/// its outlet was full, it read ahead) reads the log until it is, then goes live; see
/// [Membership.State]. Nobody is ever offered a hole or a repeat.
public final class Hub implements RoomStream {

  private final HubPort port;
  private final Watch watch;
  private final SignalFan signals;
  private final Map<RoomId, LocalRoom> rooms = new HashMap<>();
  private final Set<Membership> lagging = new LinkedHashSet<>();
  private final Set<Membership> ahead = new LinkedHashSet<>();
  private List<LocalRoom> dirty = new ArrayList<>();

  /// @param signalsAtOnce most signals of a room that may gather
  public Hub(HubPort port, Watch watch, int signalsAtOnce) {
    this.port = port;
    this.watch = watch;
    this.signals = new SignalFan(port, signalsAtOnce);
  }

  /// Enters a room, going on after `at`, or at the head where it is null. [Outlet#joined] or
  /// [Outlet#refused] follows.
  public Membership join(RoomId id, @Nullable Position at, Outlet outlet) {
    Membership membership = new Membership(id, outlet, at);
    LocalRoom room = rooms.get(id);
    if (room == null) {
      room = new LocalRoom(id);
      rooms.put(id, room);
      watch.watch(id);
    }
    room.others.add(membership);
    begin(room, membership);
    return membership;
  }

  /// Ends what a member hears, after all that is older than this call, until [#resume] or [#leave].
  public void pause(Membership membership) {
    LocalRoom room = rooms.get(membership.room());
    if (room == null || membership.state == Membership.State.GONE) {
      return;
    }
    offerPending(room);
    Position stands = room.position;
    if (membership.state == Membership.State.LIVE && stands != null) {
      membership.position = stands;
      room.removeLive(membership);
      room.others.add(membership);
    }
    membership.stale |= membership.state == Membership.State.READING;
    lagging.remove(membership);
    ahead.remove(membership);
    membership.state = Membership.State.PAUSED;
  }

  /// Lets a member go on where it was paused.
  public void resume(Membership membership) {
    LocalRoom room = rooms.get(membership.room());
    if (room == null || membership.state != Membership.State.PAUSED) {
      return;
    }
    if (membership.stale) {
      // Its answer comes first.
      membership.state = Membership.State.READING;
    } else {
      begin(room, membership);
    }
  }

  /// Asks for what the member has to be told next, or first.
  private void begin(LocalRoom room, Membership membership) {
    if (membership.begun || membership.resuming()) {
      readOn(room, membership);
    } else {
      membership.state = Membership.State.READING;
      port.head(membership);
    }
  }

  /// Whether an answer is the one that a member waits for. Where it had been asked before a pause,
  /// the right question is asked now.
  private boolean awaited(@Nullable LocalRoom room, Membership membership) {
    boolean stale = membership.stale;
    membership.stale = false;
    if (room == null || membership.state != Membership.State.READING) {
      return false;
    }
    if (stale) {
      begin(room, membership);
    }
    return !stale;
  }

  /// Whether the room has members here.
  public boolean hears(RoomId id) {
    return rooms.containsKey(id);
  }

  /// Leaves; nothing is offered any more. Safe to call twice.
  public void leave(Membership membership) {
    if (membership.state == Membership.State.GONE) {
      return;
    }
    membership.state = Membership.State.GONE;
    lagging.remove(membership);
    ahead.remove(membership);
    LocalRoom room = rooms.get(membership.room());
    if (room == null) {
      return;
    }
    if (!room.others.remove(membership)) {
      room.removeLive(membership);
    }
    if (room.members() == 0) {
      rooms.remove(room.id);
      watch.unwatch(room.id);
    }
  }

  /// It may be said twice, if the last member left and another came before the first word had
  /// crossed from the feed's loop. What was published between the two was heard by nobody here:
  /// then everybody reads on.
  @Override
  public void ready(RoomId id, Position position) {
    LocalRoom room = rooms.get(id);
    if (room == null) {
      return;
    }
    if (room.position != null) {
      offerPending(room);
      if (!position.equals(room.position)) {
        beginAnew(room, room.position, position);
      }
      return;
    }
    room.position = position;
    for (Membership membership : List.copyOf(room.others)) {
      if (membership.state == Membership.State.WAITING) {
        settle(room, membership);
      }
    }
  }

  private void beginAnew(LocalRoom room, Position stood, Position position) {
    List<Membership> live = List.copyOf(room.live);
    room.position = position;
    room.recent.clear();
    for (Membership membership : live) {
      membership.position = stood;
      room.removeLive(membership);
      room.others.add(membership);
    }
    for (Membership membership : List.copyOf(room.others)) {
      boolean idle =
          membership.state == Membership.State.LIVE || membership.state == Membership.State.AHEAD;
      if (idle) {
        readOn(room, membership);
      }
    }
  }

  @Override
  public void deliver(RoomId id, List<Publication> publications) {
    LocalRoom room = rooms.get(id);
    if (room != null && room.position != null && room.hear(publications)) {
      dirty.add(room);
      port.wake();
    }
  }

  /// Something fleeting was told to a room.
  public void signal(RoomId id, Signal signal) {
    LocalRoom room = rooms.get(id);
    if (room != null) {
      signals.hear(room, signal);
    }
  }

  @Override
  public void rollback(RoomId id, Position to) {
    LocalRoom room = settledRoom(id);
    if (room != null) {
      interrupt(room, to, new Push.Rollback(id, to));
    }
  }

  @Override
  public void gap(RoomId id, Segment.Missing gap) {
    LocalRoom room = settledRoom(id);
    if (room != null) {
      interrupt(room, gap.prev(), new Push.Gap(id, gap.after(), gap.next()));
    }
  }

  private @Nullable LocalRoom settledRoom(RoomId id) {
    LocalRoom room = rooms.get(id);
    if (room == null || room.position == null) {
      return null;
    }
    offerPending(room);
    return room;
  }

  private void interrupt(LocalRoom room, Position position, Push push) {
    room.position = position;
    room.recent.clear();
    for (Membership membership : room.live) {
      membership.outlet().push(push);
    }
    for (Membership membership : List.copyOf(room.others)) {
      if (membership.state == Membership.State.AHEAD) {
        // It read from the log by itself; let the log tell it where it stands.
        readOn(room, membership);
      }
    }
  }

  /// Offers all that was heard to all live members.
  public void drain() {
    List<LocalRoom> due = dirty;
    dirty = new ArrayList<>();
    for (LocalRoom room : due) {
      offerPending(room);
    }
  }

  /// Offers the signals that have gathered.
  public void drainSignals() {
    signals.drain();
  }

  private void offerPending(LocalRoom room) {
    if (!room.hasPending()) {
      return;
    }
    Batch batch = room.takePending();
    List<Membership> live = room.live;
    for (int i = live.size() - 1; i >= 0; i--) {
      Membership membership = live.get(i);
      boolean taken = membership.outlet().offer(batch) == Offer.ACCEPTED;
      // A connection that turns out to be gone may have left by now.
      if (!taken && membership.state == Membership.State.LIVE) {
        membership.position = batch.from();
        room.removeLive(membership);
        room.others.add(membership);
        lag(membership);
      }
    }
    room.position = batch.to();
    batch.publications().forEach(room.recent::add);
    if (!room.others.isEmpty()) {
      for (Membership membership : List.copyOf(room.others)) {
        if (membership.state == Membership.State.AHEAD) {
          settle(room, membership);
        }
      }
    }
  }

  /// A read for a member was answered.
  public void read(Membership membership, Segment segment) {
    LocalRoom room = rooms.get(membership.room());
    if (room == null || !awaited(room, membership)) {
      return;
    }
    membership.begin(segment);
    if (segment.rollbackTo() != null) {
      membership.outlet().push(new Push.Rollback(room.id, segment.rollbackTo()));
      membership.position = segment.rollbackTo();
    }
    if (segment.gap() != null) {
      Segment.Missing gap = segment.gap();
      membership.outlet().push(new Push.Gap(room.id, gap.after(), gap.next()));
      membership.position = gap.prev();
    }
    if (!segment.publications().isEmpty()
        && !offer(membership, new Batch(room.id, segment.publications()))) {
      return;
    }
    if (segment.more()) {
      readOn(room, membership);
    } else {
      settle(room, membership);
    }
  }

  /// A read for a member could not be done. A member that has begun tries again; one that has not
  /// is refused.
  public void readFailed(Membership membership, ErrorCode code) {
    if (!awaited(rooms.get(membership.room()), membership)) {
      return;
    }
    if (membership.begun) {
      lag(membership);
    } else {
      leave(membership);
      membership.outlet().refused(membership, code);
    }
  }

  /// Lets members that lag go on where their outlets have room. To be called some times a second.
  public void tick() {
    // Ahead of a room that hears nothing more, because the log has lost what the member read: only
    // the log can tell it so.
    for (Membership membership : List.copyOf(ahead)) {
      ahead.remove(membership);
      LocalRoom room = rooms.get(membership.room());
      if (room != null && membership.state == Membership.State.AHEAD) {
        readOn(room, membership);
      }
    }
    for (Membership membership : List.copyOf(lagging)) {
      LocalRoom room = rooms.get(membership.room());
      if (room != null && membership.outlet().writable()) {
        lagging.remove(membership);
        readOn(room, membership);
      }
    }
  }

  private void lag(Membership membership) {
    membership.state = Membership.State.LAGGING;
    lagging.add(membership);
  }

  private boolean offer(Membership membership, Batch batch) {
    if (membership.outlet().offer(batch) != Offer.ACCEPTED) {
      lag(membership);
      return false;
    }
    membership.position = batch.to();
    return true;
  }

  /// Reads from memory if the room's last publications reach back far enough, else from the log.
  private void readOn(LocalRoom room, Membership membership) {
    membership.state = Membership.State.READING;
    List<Publication> recent = room.recent.after(membership.position);
    Position head = room.position;
    if (recent != null && head != null) {
      read(membership, Segment.upTo(head, recent));
    } else {
      port.read(membership, membership.position);
    }
  }

  /// Decides where a member that has no more to read stands against its room.
  private void settle(LocalRoom room, Membership membership) {
    Position present = room.position;
    if (present == null) {
      membership.state = Membership.State.WAITING;
      return;
    }
    int order = membership.position.compareTo(present);
    if (order < 0) {
      readOn(room, membership);
    } else if (order == 0) {
      membership.state = Membership.State.LIVE;
      room.others.remove(membership);
      room.addLive(membership);
    } else {
      membership.state = Membership.State.AHEAD;
      ahead.add(membership);
    }
  }

  /// Members in all rooms of this loop.
  public int members() {
    int count = 0;
    for (LocalRoom room : rooms.values()) {
      count += room.members();
    }
    return count;
  }

  public int lagging() {
    return lagging.size();
  }
}
