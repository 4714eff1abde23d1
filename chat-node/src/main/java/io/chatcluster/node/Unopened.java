package io.chatcluster.node;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Broker;
import io.chatcluster.broker.Closed;
import io.chatcluster.broker.OnLoop;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where rooms stand that the log knows nothing of: what the archive says, for many rooms in one
/// question. Nothing is put into the log.
///
/// Owned by one event loop.
final class Unopened {

  private static final int BATCH = 256;

  private final Broker broker;
  private final Archive archive;
  private final Map<RoomId, Wanted> under = new HashMap<>();
  private final Batches<Wanted> batches = new Batches<>(BATCH, this::ask);

  private int askingArchive;

  private record Wanted(RoomId room, Closed closed, Promise<Optional<Position>> head) {}

  Unopened(Stores stores) {
    this.broker = stores.broker();
    this.archive = stores.archive();
  }

  /// The room's head in the archive; empty where the archive alone does not know it, and the room
  /// must be opened. Fails with [io.chatcluster.broker.BrokerException].
  Future<Optional<Position>> head(RoomId room, Closed closed) {
    Wanted running = under.get(room);
    if (running != null) {
      return running.head().future();
    }
    Wanted wanted = new Wanted(room, closed, Promise.promise());
    under.put(room, wanted);
    batches.add(wanted);
    return wanted.head().future();
  }

  /// Whether a room that is being asked about waits for the archive.
  boolean asksArchive(RoomId room) {
    return askingArchive > 0 && under.containsKey(room);
  }

  private Future<?> ask(List<Wanted> batch) {
    List<RoomId> rooms = batch.stream().map(Wanted::room).toList();
    // First the queue, then the archive: whatever leaves the one in the meantime is in the other.
    return waiting(rooms)
        .compose(
            waiting ->
                heads(rooms).onSuccess(heads -> batch.forEach(one -> answer(one, waiting, heads))))
        .onFailure(
            failure ->
                batch.forEach(
                    one -> {
                      under.remove(one.room());
                      one.head().fail(failure);
                    }));
  }

  private Future<Map<RoomId, Position>> heads(List<RoomId> rooms) {
    askingArchive++;
    return OnLoop.back(archive.heads(rooms)).onComplete(_ -> askingArchive--);
  }

  private void answer(Wanted one, Set<RoomId> waiting, Map<RoomId, Position> heads) {
    under.remove(one.room());
    Position head = heads.getOrDefault(one.room(), Position.NONE);
    boolean ours = head.epoch() <= one.closed().epoch();
    one.head()
        .complete(ours && !waiting.contains(one.room()) ? Optional.of(head) : Optional.empty());
  }

  private Future<Set<RoomId>> waiting(List<RoomId> rooms) {
    Map<Integer, List<RoomId>> parts = new HashMap<>();
    for (RoomId room : rooms) {
      parts.computeIfAbsent(broker.partition(room), _ -> new ArrayList<>()).add(room);
    }
    Set<RoomId> all = new HashSet<>();
    return Future.all(
            parts.values().stream()
                .map(some -> broker.waiting(some).onSuccess(all::addAll))
                .toList())
        .map(all);
  }
}
