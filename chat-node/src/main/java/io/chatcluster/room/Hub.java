package io.chatcluster.room;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of this event loop, room by room: the fan-out.
///
/// Owned by one event loop. What is heard of a room gathers until [#drain], so that a busy room is
/// offered to its members as one batch. A member that is not where the room is reads the log until
/// it is, then goes live; see [Stragglers]. Nobody is ever offered a hole or a repeat.
public final class Hub implements RoomStream {

  private final HubPort port;
  private final Watch watch;
  private final SignalFan signals;
  private final Map<RoomId, LocalRoom> rooms = new HashMap<>();
  private final Stragglers stragglers;
  private List<LocalRoom> dirty = new ArrayList<>();

  /// @param signalsAtOnce most signals of a room that may gather
  public Hub(HubPort port, Watch watch, int signalsAtOnce) {
    this.port = port;
    this.watch = watch;
    this.signals = new SignalFan(port, signalsAtOnce);
    this.stragglers = new Stragglers(port);
  }

  /// Enters a room, going on after `at`, or at the head where it is null. [Member#joined] or
  /// [Member#refused] follows.
  public Membership join(RoomId id, @Nullable Position at, Member member) {
    LocalRoom room = rooms.get(id);
    if (room == null) {
      room = new LocalRoom(id);
      rooms.put(id, room);
      watch.watch(id);
    }
    Membership membership = new Membership(room, member, at);
    room.others.add(membership);
    stragglers.begin(membership);
    return membership;
  }

  /// Ends what a member hears, after all that is older than this call, until [#resume] or [#leave].
  public void pause(Membership membership) {
    if (membership.state == Membership.State.GONE) {
      return;
    }
    LocalRoom room = membership.room;
    offerPending(room);
    Position stands = room.position;
    if (membership.state == Membership.State.LIVE && stands != null) {
      membership.position = stands;
      room.removeLive(membership);
      room.others.add(membership);
    }
    stragglers.pause(membership);
  }

  /// Lets a member go on where it was paused.
  public void resume(Membership membership) {
    stragglers.resume(membership);
  }

  /// Tells all members of a room that it may have changed what they may do there.
  public void rightsChanged(RoomId id) {
    LocalRoom room = rooms.get(id);
    if (room != null) {
      List<Membership> all = new ArrayList<>(room.live);
      all.addAll(room.others);
      all.forEach(membership -> membership.member().rightsChanged());
    }
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
    stragglers.forget(membership);
    LocalRoom room = membership.room;
    if (!room.others.remove(membership)) {
      room.removeLive(membership);
    }
    if (room.members() == 0) {
      rooms.remove(room.id);
      watch.unwatch(room.id);
    }
  }

  /// It may come twice, if the last member left and another came before the first word had crossed
  /// from the feed's loop. Nobody here heard what was published between the two, so everybody reads
  /// on.
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
        stragglers.settle(membership);
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
        stragglers.readOn(membership);
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
        // It has read from the log by itself; let the log tell it where it stands.
        stragglers.readOn(membership);
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

  /// Offers the signals that have gathered, as far as one turn of the loop goes.
  ///
  /// @return whether some are left for a later turn
  public boolean drainSignals() {
    return signals.drain();
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
      // A connection that turned out to be gone may have left by now.
      if (!taken && membership.state == Membership.State.LIVE) {
        membership.position = batch.from();
        room.removeLive(membership);
        room.others.add(membership);
        stragglers.lag(membership);
      }
    }
    room.position = batch.to();
    batch.publications().forEach(room.recent::add);
    if (!room.others.isEmpty()) {
      for (Membership membership : List.copyOf(room.others)) {
        if (membership.state == Membership.State.AHEAD) {
          stragglers.settle(membership);
        }
      }
    }
  }

  /// A read for a member was answered.
  public void read(Membership membership, Segment segment) {
    stragglers.read(membership, segment);
  }

  /// A read for a member could not be done. A member that has begun tries again; one that has not
  /// is refused.
  public void readFailed(Membership membership, ErrorCode code) {
    if (!stragglers.readFailed(membership)) {
      leave(membership);
      membership.member().refused(code);
    }
  }

  /// Lets lagging members go on if their outlets have room. To be called a few times a second.
  public void tick() {
    stragglers.tick();
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
    return stragglers.lagging();
  }
}
