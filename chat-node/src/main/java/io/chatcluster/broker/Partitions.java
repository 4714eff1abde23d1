package io.chatcluster.broker;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Which partition a room belongs to: CRC-32 of its name in UTF-8, modulo a count that is fixed for
/// a deployment. What users are told has partitions by the same rule.
public record Partitions(int count) {

  public Partitions {
    if (count < 1 || count > 16_384) {
      throw new IllegalArgumentException("partitions: 1 to 16384, not " + count);
    }
  }

  public int of(RoomId room) {
    return of(room.value());
  }

  public int of(Audience audience) {
    return switch (audience) {
      case Audience.OfRoom(RoomId room) -> of(room);
      case Audience.OfUser(UserId user) -> of(user);
    };
  }

  public int of(UserId user) {
    return of(user.value());
  }

  /// Of a [Memos] name.
  public int of(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % count);
  }
}
