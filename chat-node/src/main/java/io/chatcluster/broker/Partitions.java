package io.chatcluster.broker;

import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// Which partition a room belongs to: CRC-32 of its name in UTF-8, modulo a count that is fixed for
/// a deployment.
public record Partitions(int count) {

  public Partitions {
    if (count < 1 || count > 16_384) {
      throw new IllegalArgumentException("partitions: 1 to 16384, not " + count);
    }
  }

  public int of(RoomId room) {
    CRC32 crc = new CRC32();
    crc.update(room.value().getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % count);
  }
}
