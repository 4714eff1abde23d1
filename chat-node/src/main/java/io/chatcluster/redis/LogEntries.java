package io.chatcluster.redis;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.vertx.redis.client.Response;

/// Entries of a partition's archive queue in the form of Redis' answers: `[id, [r, ROOM, a,
/// POSITION, e, ENTRY]]`.
final class LogEntries {

  private LogEntries() {}

  /// One entry, its envelope not yet read.
  @SuppressWarnings("ArrayRecordComponent") // Short-lived; nobody compares them.
  record Raw(Position queueId, RoomId room, Position at, byte[] entry) {}

  static Raw read(Response item) {
    Response fields = item.get(1);
    return new Raw(
        Position.parse(item.get(0).toString()),
        new RoomId(fields.get(1).toString()),
        Position.parse(fields.get(3).toString()),
        fields.get(5).toBytes());
  }
}
