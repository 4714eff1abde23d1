package io.chatcluster.room;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import org.jspecify.annotations.Nullable;

/// One session in one room, and how far it has come. Owned by the hub of its loop.
public final class Membership {

  enum State {
    /// A read from the log is under way.
    READING,
    /// The outlet is full, or the log could not be read: reads again when the hub's tick finds it
    /// writable.
    LAGGING,
    /// Has all that the log had; the hub does not know the room's position yet.
    WAITING,
    /// Stands where the hub's room stands; gets what the room gets.
    LIVE,
    /// Nobody knows whether it may hear more: nothing is offered until [Hub#resume].
    PAUSED,
    /// Has read further than the hub's room has heard; skips what it has.
    AHEAD,
    /// Left.
    GONE
  }

  final LocalRoom room;
  private final Member member;
  private final Outlet outlet;
  private final boolean resuming;
  State state = State.READING;
  boolean begun;

  /// Whether a read is under way whose answer is no longer of use, because it was asked before a
  /// pause.
  boolean stale;

  /// Its place in the array of live members, while [State#LIVE].
  int slot;

  /// The last fan-out of signals that has come to it.
  int told;

  /// Not kept up to date while [State#LIVE]: then it is the room's.
  Position position;

  Membership(LocalRoom room, Member member, @Nullable Position at) {
    this.room = room;
    this.member = member;
    this.outlet = member.outlet();
    this.resuming = at != null;
    this.position = at == null ? Position.NONE : at;
  }

  public RoomId room() {
    return room.id;
  }

  Member member() {
    return member;
  }

  /// Its member's outlet, at hand for the fan-out.
  Outlet outlet() {
    return outlet;
  }

  /// Tells the member that it is in, with the first answer.
  void begin(Segment segment) {
    if (begun) {
      return;
    }
    begun = true;
    if (!resuming) {
      position = segment.head();
    }
    member.joined(position, segment.head(), resuming && segment.contiguous());
  }

  /// Whether the client named a position to go on from.
  boolean resuming() {
    return resuming;
  }

  /// Whether the session waits for room in its outlet, or for the log.
  public boolean lagging() {
    return state == State.LAGGING;
  }
}
