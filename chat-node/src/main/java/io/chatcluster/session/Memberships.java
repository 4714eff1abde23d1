package io.chatcluster.session;

import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The rooms of one session, and what its client may do there. Owned by its session.
final class Memberships implements Joined.Owner {

  private final Client client;
  private final Patience patience;
  private final Consumer<Command> again;
  private final Map<RoomId, Joined> rooms = new HashMap<>();

  /// @param again takes a command that came before it was known what its sender may do
  Memberships(Client client, Patience patience, Consumer<Command> again) {
    this.client = client;
    this.patience = patience;
    this.again = again;
  }

  boolean has(RoomId room) {
    return rooms.containsKey(room);
  }

  int size() {
    return rooms.size();
  }

  /// Whether a command may be carried out now. If not, it is refused, or comes again as soon as it
  /// is known what its sender may do.
  boolean may(Command command, RoomId room, Verb verb) {
    Joined joined = rooms.get(room);
    if (joined == null) {
      client.refusals().command(command, ErrorCode.NOT_JOINED);
      return false;
    }
    Verdict verdict = joined.rights().verdict();
    if (verdict == null) {
      later(command, joined);
      return false;
    }
    if (!verdict.allows(verb)) {
      client.refusals().command(command, ErrorCode.FORBIDDEN);
      return false;
    }
    return true;
  }

  private void later(Command command, Joined joined) {
    client.inFlight().begin();
    joined
        .rights()
        .whenDecided(
            () -> {
              client.inFlight().answered();
              again.accept(command);
            });
  }

  /// Charges a message to a room that is joined, unless it is too fast.
  ///
  /// @return 0, or the milliseconds to wait
  long spend(Command.Chat chat) {
    Joined joined = rooms.get(chat.room());
    if (joined == null) {
      throw new IllegalStateException(chat.room() + " is not joined");
    }
    return client.spending().message(joined.account(), chat.bytes());
  }

  /// Charges what a join may cost, unless it is too fast.
  ///
  /// @return 0, or the milliseconds to wait
  long spend(RoomId room, @Nullable Position at) {
    Spending spending = client.spending();
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
    return !rooms.containsKey(room) && !client.context().node().hears(room);
  }

  /// Joins, after [#spend]; joining again starts afresh from the given position.
  void join(UserId user, Command.Join join) {
    RoomId room = join.room();
    boolean fresh = fresh(room);
    Joined before = rooms.remove(room);
    List<Runnable> waiting = before == null ? List.of() : before.rights().takeWaiting();
    if (before != null) {
      before.leave();
    }
    Joined joined = new Joined(this, client, user, join, fresh);
    waiting.forEach(joined.rights()::whenDecided);
    rooms.put(room, joined);
    joined.rights().ask();
  }

  /// Leaves the room, at once or as soon as it is known what may be done there.
  ///
  /// @return whether it is left now
  boolean leave(Command.Leave leave) {
    Joined joined = rooms.get(leave.room());
    if (joined != null && joined.rights().verdict() == null) {
      later(leave, joined);
      return false;
    }
    rooms.remove(leave.room());
    if (joined != null) {
      joined.leave();
    }
    return true;
  }

  @Override
  public void over(Joined joined) {
    rooms.remove(joined.room(), joined);
  }

  @Override
  public void reads() {
    patience.reads();
  }

  /// What somebody may do here may have changed.
  ///
  /// @param room null for all rooms
  void rightsChanged(@Nullable RoomId room) {
    for (Joined joined : List.copyOf(rooms.values())) {
      if (room == null || room.equals(joined.room())) {
        joined.rightsChanged();
      }
    }
  }

  /// Asks again for what was answered long ago; called about once a second.
  void tick() {
    long now = client.context().elapsedMillis();
    for (Joined joined : List.copyOf(rooms.values())) {
      joined.rights().tick(now);
    }
  }

  /// The connection is going: nobody hears answers any more.
  void leaveAll() {
    List<Joined> all = List.copyOf(rooms.values());
    rooms.clear();
    all.forEach(Joined::forget);
    client.spending().close();
  }
}
