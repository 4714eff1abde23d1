package io.chatcluster.loadtest.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Bytes as a server writes them, built frame by frame.
final class ServerBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ServerBytes text(String payload) {
    return frame(0x81, payload.getBytes(StandardCharsets.UTF_8));
  }

  ServerBytes ping(String payload) {
    return frame(0x89, payload.getBytes(StandardCharsets.UTF_8));
  }

  ServerBytes pong() {
    return frame(0x8a, new byte[0]);
  }

  ServerBytes close(int code) {
    return frame(0x88, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  ServerBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /// A frame with the shortest header its length allows.
  ServerBytes frame(int first, byte[] payload) {
    raw(first);
    if (payload.length < 126) {
      raw(payload.length);
    } else if (payload.length < 65_536) {
      raw(126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      raw(127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(payload);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
