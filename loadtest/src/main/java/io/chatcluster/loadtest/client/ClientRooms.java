package io.chatcluster.loadtest.client;

import io.chatcluster.loadtest.client.ClientRoom.Membership;
import io.chatcluster.loadtest.client.ClientRoom.Outgoing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rooms of one client, over all of its connections. Owned by its [ClientCore].
///
/// Sends what is due as soon as the node allows: joins first, then one message a room.
final class ClientRooms {

  /// The wait where the node names none.
  static final long RETRY_MILLIS = 1_000;

  /// A command without an answer: a join, or the chat of the room's first outgoing message.
  private record Pending(ClientRoom room, boolean join) {}

  private final Wire wire;
  private final ClientEvents events;
  private final Backoff backoff;
  private final Map<String, ClientRoom> rooms = new LinkedHashMap<>();
  private final Map<String, Pending> pending = new HashMap<>();

  /// All rooms that it asked to join over this connection.
  private final Set<String> entered = new HashSet<>();

  private long references;
  private int maxInFlight;
  private boolean open;
  private boolean starved;

  ClientRooms(Wire wire, ClientEvents events, Backoff backoff) {
    this.wire = wire;
    this.events = events;
    this.backoff = backoff;
  }

  /// A node takes commands now.
  void connected(int maxInFlight) {
    this.open = true;
    this.maxInFlight = maxInFlight;
  }

  /// What was under way has no answer and will get none.
  void disconnected() {
    open = false;
    starved = false;
    pending.clear();
    entered.clear();
    rooms.values().forEach(ClientRoom::disconnected);
  }

  /// @param seen positions that the application has kept, oldest first; none to enter at the head
  void enter(String name, List<Position> seen, long nowMillis) {
    if (!rooms.containsKey(name)) {
      ClientRoom room = new ClientRoom(name, seen);
      rooms.put(name, room);
      pump(room, nowMillis);
    }
  }

  void leave(String name) {
    ClientRoom room = rooms.get(name);
    if (room == null) {
      return;
    }
    if (open && room.membership != Membership.AWAY) {
      wire.send(new Command.Leave(Long.toString(++references), name));
    }
    forget(room, "left");
  }

  void send(String name, String id, String text, long nowMillis) {
    ClientRoom room = rooms.get(name);
    if (room == null) {
      throw new IllegalArgumentException("not in room " + name);
    }
    room.outgoing.add(new Outgoing(id, text));
    pump(room, nowMillis);
  }

  @Nullable Position position(String name) {
    ClientRoom room = rooms.get(name);
    return room == null ? null : room.view.position();
  }

  int unsent() {
    int count = 0;
    for (ClientRoom room : rooms.values()) {
      count += room.outgoing.size();
    }
    return count;
  }

  /// Whether every room is joined on this connection.
  boolean settled() {
    if (!open) {
      return false;
    }
    for (ClientRoom room : rooms.values()) {
      if (room.membership != Membership.JOINED) {
        return false;
      }
    }
    return true;
  }

  void joined(Frame.Joined joined, long nowMillis) {
    Pending answered = pending.remove(joined.ref());
    if (answered == null) {
      return;
    }
    if (!answered.join()) {
      throw new IllegalArgumentException("joined answers no join: " + joined);
    }
    ClientRoom room = answered.room();
    if (!room.gone) {
      room.membership = Membership.JOINED;
      room.view.joined(joined.from());
      events.joined(room.name, joined.from(), joined.head(), joined.recovered());
    }
    answered(room, nowMillis);
  }

  void ok(Frame.Ok ok, long nowMillis) {
    Pending answered = pending.remove(ok.ref());
    if (answered == null) {
      return;
    }
    ClientRoom room = answered.room();
    if (answered.join()) {
      throw new IllegalArgumentException("ok answers a join: " + ok);
    }
    if (!room.gone) {
      Outgoing sent = room.outgoing.element();
      if (!sent.id.equals(ok.id())) {
        throw new IllegalArgumentException("ok for " + sent.id + " names another: " + ok);
      }
      room.outgoing.remove();
      room.sending = false;
      events.acked(room.name, sent.id, ok.at(), ok.level());
    }
    answered(room, nowMillis);
  }

  void failed(Frame.Failed failed, long nowMillis) {
    Pending answered = pending.remove(failed.ref());
    if (answered == null) {
      return;
    }
    ClientRoom room = answered.room();
    if (!room.gone && answered.join()) {
      joinFailed(room, failed, nowMillis);
    } else if (!room.gone) {
      sendFailed(room, failed, nowMillis);
    }
    answered(room, nowMillis);
  }

  private void joinFailed(ClientRoom room, Frame.Failed failed, long nowMillis) {
    room.membership = Membership.AWAY;
    switch (ErrorRule.of(failed.code())) {
      case RETRY, JOIN -> room.joinDueMillis = nowMillis + retryAfter(failed);
      case NEVER_STORED, REFUSED, UNKNOWN -> {
        forget(room, failed.code());
        events.refused(room.name, failed.code());
      }
    }
  }

  /// The node has put this client out.
  void removed(String name, String code) {
    ClientRoom room = rooms.get(name);
    if (room != null) {
      forget(room, code);
      events.refused(name, code);
    }
  }

  private void sendFailed(ClientRoom room, Frame.Failed failed, long nowMillis) {
    room.sending = false;
    ErrorRule rule = ErrorRule.of(failed.code());
    switch (rule) {
      case RETRY -> room.sendDueMillis = nowMillis + retryAfter(failed);
      case JOIN -> {
        if (room.membership == Membership.JOINED) {
          room.membership = Membership.AWAY;
          room.joinDueMillis = nowMillis + retryAfter(failed);
        }
      }
      case NEVER_STORED, REFUSED, UNKNOWN -> {
        Outgoing given = room.outgoing.remove();
        boolean mayBeStored =
            rule == ErrorRule.UNKNOWN || (rule == ErrorRule.REFUSED && given.attempts > 1);
        events.failed(room.name, given.id, failed.code(), mayBeStored);
      }
    }
  }

  /// Up to a quarter more, at random, so that those who were told the same do not all come back at
  /// once.
  private long retryAfter(Frame.Failed failed) {
    Long told = failed.retryAfterMillis();
    long wait = told == null ? RETRY_MILLIS : told;
    return wait + backoff.between(0, wait / 4);
  }

  /// A message, or something else that has a place in the room's order.
  void event(String name, String kind, Message event, long nowMillis) {
    ClientRoom room = hearing(name);
    if (room == null) {
      return;
    }
    switch (room.view.event(event.at(), event.prev())) {
      case APPLY -> {
        if (kind.equals("chat")) {
          events.delivered(name, event);
        } else {
          events.passed(name, kind, event);
        }
      }
      case DROP -> {}
      case HOLE -> hole(room, nowMillis);
    }
  }

  /// Whether it is in the room now.
  boolean joined(String name) {
    return hearing(name) != null;
  }

  /// A signal moves nothing; one that comes between a join and its answer, or after a leave,
  /// belongs to the membership before.
  void signalled(String name, String from, String mark) {
    if (!entered.contains(name)) {
      throw new IllegalArgumentException("a signal of " + name + ", where it has never been");
    }
    if (joined(name)) {
      events.signalled(name, from, mark);
    }
  }

  void rollback(String name, Position to, long nowMillis) {
    ClientRoom room = hearing(name);
    if (room == null) {
      return;
    }
    switch (room.view.rollback(to)) {
      case APPLY -> {
        Position position = Objects.requireNonNull(room.view.position());
        events.rolledBack(name, position);
        if (!position.equals(to)) {
          // The node believes that it stands at `to`, so perhaps nothing will come that shows the
          // hole.
          hole(room, nowMillis);
        }
      }
      case DROP -> {}
      case HOLE -> hole(room, nowMillis);
    }
  }

  void gap(Frame.Gap gap, long nowMillis) {
    ClientRoom room = hearing(gap.room());
    if (room == null) {
      return;
    }
    Position position = room.view.position();
    switch (room.view.gap(gap.after(), gap.next())) {
      case APPLY -> events.gap(room.name, position == null ? gap.after() : position, gap.next());
      case DROP -> {}
      case HOLE -> hole(room, nowMillis);
    }
  }

  /// From a join until its answer, what comes belongs to the membership before; all of it will come
  /// again.
  private @Nullable ClientRoom hearing(String name) {
    ClientRoom room = rooms.get(name);
    return room == null || room.membership != Membership.JOINED ? null : room;
  }

  private void hole(ClientRoom room, long nowMillis) {
    room.hole(nowMillis, backoff);
    pump(room, nowMillis);
  }

  private void answered(ClientRoom room, long nowMillis) {
    if (starved) {
      starved = false;
      pumpAll(nowMillis);
    } else {
      pump(room, nowMillis);
    }
  }

  void pumpAll(long nowMillis) {
    for (ClientRoom room : List.copyOf(rooms.values())) {
      pump(room, nowMillis);
    }
  }

  /// Sends what is due in this room, within the node's limit of commands in flight.
  private void pump(ClientRoom room, long nowMillis) {
    if (!open || room.gone) {
      return;
    }
    boolean joins = room.membership == Membership.AWAY && nowMillis >= room.joinDueMillis;
    boolean sends =
        room.membership == Membership.JOINED
            && !room.sending
            && !room.outgoing.isEmpty()
            && nowMillis >= room.sendDueMillis;
    if (!joins && !sends) {
      return;
    }
    if (pending.size() >= maxInFlight) {
      starved = true;
      return;
    }
    String ref = Long.toString(++references);
    pending.put(ref, new Pending(room, joins));
    if (joins) {
      room.membership = Membership.JOINING;
      entered.add(room.name);
      wire.send(new Command.Join(ref, room.name, room.view.position()));
    } else {
      Outgoing first = room.outgoing.element();
      first.attempts++;
      room.sending = true;
      wire.send(new Command.Chat(ref, room.name, first.id, first.text));
    }
  }

  private void forget(ClientRoom room, String code) {
    room.gone = true;
    rooms.remove(room.name);
    // A node does not answer a join that was overtaken by a leave.
    pending.values().removeIf(waiting -> waiting.join() && waiting.room() == room);
    for (Outgoing message : new ArrayList<>(room.outgoing)) {
      events.failed(room.name, message.id, code, message.attempts > 0);
    }
  }
}
