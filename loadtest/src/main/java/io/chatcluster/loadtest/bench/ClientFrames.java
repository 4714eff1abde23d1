package io.chatcluster.loadtest.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Writes what a WebSocket client sends: the upgrade request and masked frames (RFC 6455).
public final class ClientFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_PONG = 0x8a;
  private static final int MASKED = 0x80;
  private static final int IN_16_BITS = 126;
  private static final int LONGEST = 0xffff;
  private static final int LONGEST_HEADER = 8;
  // Any key will do, as there is no proxy to be fooled. Not zero, so that a node has to unmask.
  private static final int KEY = 0x5ac3_17e9;
  private static final int KEY_BYTES = 4;

  private ClientFrames() {}

  /// The request that makes a WebSocket of a connection.
  public static byte[] upgrade(URI node) {
    var request =
        """
        GET %s HTTP/1.1\r
        Host: %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: Y2hhdC1jbHVzdGVyLWJlbg==\r
        Sec-WebSocket-Version: 13\r
        \r
        """
            .formatted(node.getPath(), node.getAuthority());
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  /// A text frame; the payload is copied.
  public static ByteBuf text(ByteBufAllocator allocator, byte[] payload) {
    return frame(allocator, FINAL_TEXT, payload, 0, payload.length);
  }

  /// The pong to a ping with that payload.
  public static ByteBuf pong(ByteBufAllocator allocator, byte[] bytes, int start, int end) {
    return frame(allocator, FINAL_PONG, bytes, start, end);
  }

  private static ByteBuf frame(
      ByteBufAllocator allocator, int first, byte[] bytes, int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      throw new IllegalArgumentException("a frame of " + length + " bytes");
    }
    var out = allocator.directBuffer(LONGEST_HEADER + length);
    out.writeByte(first);
    if (length < IN_16_BITS) {
      out.writeByte(MASKED | length);
    } else {
      out.writeByte(MASKED | IN_16_BITS).writeShort(length);
    }
    out.writeInt(KEY);
    int i = start;
    for (; i + KEY_BYTES <= end; i += KEY_BYTES) {
      int word =
          bytes[i] << 24
              | (bytes[i + 1] & 0xff) << 16
              | (bytes[i + 2] & 0xff) << 8
              | (bytes[i + 3] & 0xff);
      out.writeInt(word ^ KEY);
    }
    for (int shift = 24; i < end; i++, shift -= 8) {
      out.writeByte(bytes[i] ^ KEY >>> shift);
    }
    return out;
  }
}
