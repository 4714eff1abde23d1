package io.chatcluster.sim;

import io.chatcluster.archive.Archive;
import io.chatcluster.broker.Bound;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node's way to the simulated archive.
record SimArchive(SimPostgres postgres, SimLoop loop) implements Archive {

  @Override
  public Future<List<Publication>> range(RoomId room, Position after, Position upTo, Bound bound) {
    return postgres.ask(loop, () -> postgres.range(room, after, upTo, bound));
  }

  @Override
  public Future<List<Publication>> newest(
      RoomId room, Position after, Position before, Bound bound) {
    return postgres.ask(loop, () -> postgres.newest(room, after, before, bound));
  }

  @Override
  public Future<Map<RoomId, List<Publication>>> newest(
      Map<RoomId, Position> above, int limit, int bytes) {
    return postgres.ask(loop, () -> postgres.newest(above, limit, bytes));
  }

  @Override
  public Future<Map<RoomId, Position>> heads(Collection<RoomId> rooms) {
    return postgres.ask(loop, () -> postgres.heads(rooms));
  }

  @Override
  public Future<Optional<Position>> find(RoomId room, UserId user, MessageId id) {
    return postgres.ask(loop, () -> postgres.find(room, user, id));
  }

  @Override
  public Future<List<Finding>> settle(List<Doubt> doubts) {
    return postgres.ask(loop, () -> doubts.stream().map(postgres::finding).toList());
  }
}
