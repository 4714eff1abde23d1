package io.chatcluster.session;

import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rooms of one session: joins, leaves, and the outlet of each room. Owned by its session's
/// loop.
final class Memberships {

  private final Session session;
  private final Session.Context context;
  private final Spending spending;
  private final Map<RoomId, Joined> rooms = new HashMap<>();

  Memberships(Session session, Session.Context context, Spending spending) {
    this.session = session;
    this.context = context;
    this.spending = spending;
  }

  Spending spending() {
    return spending;
  }

  /// Whether this one is still the room's.
  boolean has(Joined joined) {
    return rooms.get(joined.room()) == joined;
  }

  /// It is over, from the room's side.
  void forget(Joined joined) {
    rooms.remove(joined.room(), joined);
  }

  boolean has(RoomId room) {
    return rooms.containsKey(room);
  }

  int size() {
    return rooms.size();
  }

  /// Takes a message for a room that is joined, where it is not too fast.
  ///
  /// @return 0, or the milliseconds to wait
  long spend(RoomId room, int bytes) {
    return spending.message(of(room).account(), bytes);
  }

  /// What a join may cost, where it is not too fast: as much as the session would have to wait for.
  ///
  /// @return 0, or the milliseconds to wait
  long spend(RoomId room, @Nullable Position at) {
    boolean fresh = fresh(room);
    int bytes = Spending.JOIN_COST + (at == null ? 0 : Spending.RESUME_RESERVE);
    long wait = spending.read(bytes);
    if (wait == 0 && fresh) {
      wait = spending.newRoom();
      if (wait > 0) {
        spending.readLess(bytes);
      }
    }
    return wait;
  }

  /// Whether nobody on this loop has the room open.
  private boolean fresh(RoomId room) {
    return !rooms.containsKey(room) && !context.node().hears(room);
  }

  /// Joins, after [#spend]; joining again begins anew from the given position.
  void join(UserId user, Command.Join join) {
    RoomId room = join.room();
    boolean fresh = fresh(room);
    Joined before = rooms.get(room);
    List<Runnable> waiting = before == null ? List.of() : before.takeWaiting();
    leave(room);
    Joined joined = new Joined(this, session, user, join, fresh);
    waiting.forEach(joined::whenDecided);
    rooms.put(room, joined);
    joined.ask();
  }

  /// What the session's client may do in a room that it has asked to join; null as long as that is
  /// not known.
  @Nullable Verdict verdict(RoomId room) {
    return of(room).verdict();
  }

  /// Does something as soon as that is known, or the room is left.
  void whenDecided(RoomId room, Runnable task) {
    of(room).whenDecided(task);
  }

  private Joined of(RoomId room) {
    Joined joined = rooms.get(room);
    if (joined == null) {
      throw new IllegalStateException(room + " is not joined");
    }
    return joined;
  }

  void leave(RoomId room) {
    Joined joined = rooms.remove(room);
    if (joined != null) {
      joined.leave();
    }
  }

  /// What somebody may do here may have changed.
  ///
  /// @param room null for all rooms
  void rightsChanged(@Nullable RoomId room) {
    if (room == null) {
      List.copyOf(rooms.values()).forEach(Joined::doubt);
    } else if (rooms.containsKey(room)) {
      of(room).doubt();
    }
  }

  /// Asks again for what was answered long ago; called about once a second.
  void tick() {
    long now = context.elapsedMillis();
    for (Joined joined : List.copyOf(rooms.values())) {
      joined.tick(now);
    }
  }

  /// The connection is going: nobody hears answers any more.
  void leaveAll() {
    List<Joined> all = List.copyOf(rooms.values());
    rooms.clear();
    for (Joined joined : all) {
      joined.forget();
    }
    spending.close();
  }
}
