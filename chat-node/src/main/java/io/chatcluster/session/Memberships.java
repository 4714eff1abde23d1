package io.chatcluster.session;

import io.chatcluster.limits.Account;
import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.room.Batch;
import io.chatcluster.room.Membership;
import io.chatcluster.room.Offer;
import io.chatcluster.room.Outlet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rooms of one session: joins, leaves, and the outlet of each room. Owned by its session's
/// loop.
final class Memberships {

  private final Session.Context context;
  private final Connection connection;
  private final Spending spending;
  private final Runnable answered;
  private final Runnable reads;
  private final Map<RoomId, Joined> rooms = new HashMap<>();

  /// @param answered called when a join has its answer
  /// @param reads called when there is room for somebody who lagged: the client has read
  Memberships(
      Session.Context context,
      Connection connection,
      Spending spending,
      Runnable answered,
      Runnable reads) {
    this.context = context;
    this.connection = connection;
    this.spending = spending;
    this.answered = answered;
    this.reads = reads;
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
    Joined joined = rooms.get(room);
    if (joined == null) {
      throw new IllegalStateException(room + " is not joined");
    }
    return spending.message(joined.account(), bytes);
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
  void join(@Nullable String ref, RoomId room, @Nullable Position at) {
    boolean fresh = fresh(room);
    leave(room);
    Joined joined = new Joined(ref, room, at != null, fresh);
    rooms.put(room, joined);
    joined.membership = context.node().join(room, at, joined);
  }

  void leave(RoomId room) {
    Joined joined = rooms.remove(room);
    if (joined != null) {
      joined.leave();
    }
  }

  /// The connection is going: nobody hears answers any more.
  void leaveAll() {
    List<Joined> all = List.copyOf(rooms.values());
    rooms.clear();
    for (Joined joined : all) {
      joined.waiting = false;
      joined.leave();
    }
    spending.close();
  }

  /// One room of the session. The outlet of its membership.
  private final class Joined implements Outlet {

    private final @Nullable String ref;
    private final RoomId room;
    private final boolean resuming;
    private final boolean fresh;
    private @Nullable Membership membership;
    private @Nullable Account account;

    /// What lies between where the client stood and this is read for it, at its cost.
    private Position paysUpTo = Position.NONE;

    private boolean waiting = true;

    /// @param fresh whether the room was paid for as one in which nobody has spoken
    Joined(@Nullable String ref, RoomId room, boolean resuming, boolean fresh) {
      this.ref = ref;
      this.room = room;
      this.resuming = resuming;
      this.fresh = fresh;
    }

    /// Most people only listen: it is opened by the first message.
    Account account() {
      Account mine = account;
      if (mine == null) {
        mine = spending.room(room.value());
        account = mine;
      }
      return mine;
    }

    private void over() {
      if (account != null) {
        account.close();
        account = null;
      }
    }

    void leave() {
      over();
      if (membership != null) {
        context.node().leave(membership);
      }
      if (waiting) {
        answer();
        context.events().failed(ErrorCode.NOT_JOINED);
        connection.send(error(ErrorCode.NOT_JOINED, 0));
      }
    }

    private Reply error(ErrorCode code, long retryAfterMillis) {
      return new Reply.Failed(ref, null, room.value(), code, code.sentence(), retryAfterMillis);
    }

    private void answer() {
      if (waiting) {
        waiting = false;
        answered.run();
      }
    }

    @Override
    public void joined(Membership ignored, Position from, Position head, boolean recovered) {
      answer();
      if (fresh && !head.equals(Position.NONE)) {
        spending.roomExisted();
      }
      if (resuming) {
        context.events().resumed(recovered);
        spending.readLess(Spending.RESUME_RESERVE);
        paysUpTo = head;
      }
      connection.send(new Reply.Joined(ref, room, from, head, recovered));
    }

    @Override
    public void refused(Membership ignored, ErrorCode code) {
      rooms.remove(room, this);
      over();
      answer();
      if (fresh) {
        spending.roomExisted();
      }
      if (resuming) {
        spending.readLess(Spending.RESUME_RESERVE);
      }
      context.events().failed(code);
      connection.send(error(code, Receipt.RETRY_AFTER_MILLIS));
    }

    @Override
    public Offer offer(Batch batch) {
      Offer offer = connection.offer(batch);
      if (offer == Offer.ACCEPTED && paysUpTo.isAfter(batch.from())) {
        spending.readMore(Spending.cost(batch.publications()));
      }
      return offer;
    }

    @Override
    public void push(Push push) {
      connection.push(push);
    }

    @Override
    public boolean writable() {
      boolean writable = connection.writable();
      if (writable) {
        reads.run();
      }
      return writable;
    }
  }
}
