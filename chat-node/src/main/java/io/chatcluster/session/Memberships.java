package io.chatcluster.session;

import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.FrameCodec;
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

  static final long RETRY_AFTER_MILLIS = 1_000;

  private final Session.Context context;
  private final Connection connection;
  private final Runnable answered;
  private final Runnable reads;
  private final Map<RoomId, Joined> rooms = new HashMap<>();

  /// @param answered called when a join has its answer
  /// @param reads called when there is room for somebody who lagged: the client has read
  Memberships(Session.Context context, Connection connection, Runnable answered, Runnable reads) {
    this.context = context;
    this.connection = connection;
    this.answered = answered;
    this.reads = reads;
  }

  boolean has(RoomId room) {
    return rooms.containsKey(room);
  }

  int size() {
    return rooms.size();
  }

  /// Joins; joining again begins anew from the given position.
  void join(@Nullable String ref, RoomId room, @Nullable Position at) {
    leave(room);
    Joined joined = new Joined(ref, room, at != null);
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
  }

  /// One room of the session. The outlet of its membership.
  private final class Joined implements Outlet {

    private final @Nullable String ref;
    private final RoomId room;
    private final boolean resuming;
    private @Nullable Membership membership;
    private boolean waiting = true;

    Joined(@Nullable String ref, RoomId room, boolean resuming) {
      this.ref = ref;
      this.room = room;
      this.resuming = resuming;
    }

    void leave() {
      if (membership != null) {
        context.node().leave(membership);
      }
      if (waiting) {
        answer();
        context.events().failed(ErrorCode.NOT_JOINED);
        connection.send(error(ErrorCode.NOT_JOINED, 0));
      }
    }

    private byte[] error(ErrorCode code, long retryAfterMillis) {
      return FrameCodec.encode(
          new Reply.Failed(ref, null, room.value(), code, code.sentence(), retryAfterMillis));
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
      if (resuming) {
        context.events().resumed(recovered);
      }
      connection.send(FrameCodec.encode(new Reply.Joined(ref, room, from, head, recovered)));
    }

    @Override
    public void refused(Membership ignored, ErrorCode code) {
      rooms.remove(room, this);
      answer();
      context.events().failed(code);
      connection.send(error(code, RETRY_AFTER_MILLIS));
    }

    @Override
    public Offer offer(Batch batch) {
      return connection.offer(batch);
    }

    @Override
    public void push(Push push) {
      connection.send(FrameCodec.encode(push));
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
