package io.chatcluster.node;

import io.chatcluster.broker.Bound;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.broker.Opening;
import io.chatcluster.history.Archive;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens rooms in a new generation: what the archive has above the log's head goes back into the
/// log.
///
/// So everything that was ever committed survives any loss of Redis. Owned by one event loop; one
/// opening a room at a time.
final class Opener {

  /// Publications put back at the most; older ones stay in the archive, where readers find them.
  static final int RESTORE_LIMIT = 200;

  /// And no more bytes than this: an opening shares its way with appends, and is one call.
  static final int RESTORE_BYTES = 512 * 1024;

  private static final Bound RESTORED = new Bound(RESTORE_LIMIT + 1, RESTORE_BYTES);
  private static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

  private final Broker broker;
  private final Archive archive;
  private final NodeEvents events;
  private final Map<RoomId, Future<Boolean>> under = new HashMap<>();

  Opener(Broker broker, Archive archive, NodeEvents events) {
    this.broker = broker;
    this.archive = archive;
    this.events = events;
  }

  /// Opens the room; false if something changed meanwhile: ask the broker again.
  Future<Boolean> open(RoomId room, Closed closed) {
    Future<Boolean> running = under.get(room);
    if (running != null) {
      return running;
    }
    Future<Boolean> opening =
        OnLoop.back(archive.newest(room, closed.last(), END, RESTORED))
            .compose(newest -> open(room, closed, newest));
    under.put(room, opening);
    opening.onComplete(_ -> under.remove(room));
    return opening;
  }

  private Future<Boolean> open(RoomId room, Closed closed, List<Publication> newest) {
    List<Publication> restored = new ArrayList<>(newest);
    Collections.reverse(restored);
    boolean cut = restored.size() > RESTORE_LIMIT;
    if (cut) {
      restored.removeFirst();
    }
    boolean joins = restored.isEmpty() || restored.getFirst().prev().equals(closed.last());
    return broker
        .open(room, new Opening(closed, restored, !joins))
        .onSuccess(
            open -> {
              if (open) {
                events.opened(restored.size());
              }
            });
  }
}
