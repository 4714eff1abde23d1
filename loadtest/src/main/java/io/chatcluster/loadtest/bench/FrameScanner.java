package io.chatcluster.loadtest.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds WebSocket frames (RFC 6455, section 5.2) in bytes from a server, without copying them.
///
/// Knows what a chat node sends: whole text frames and control frames, unmasked, no extensions.
/// Anything else is a violation.
public final class FrameScanner {
  /// The longest payload: twice what a node sends at most.
  public static final int LONGEST_PAYLOAD = 128 * 1024;

  /// The longest header a frame of a server has: no mask, 64-bit length.
  public static final int LONGEST_HEADER = 10;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_CLOSE = 0x88;
  private static final int FINAL_PING = 0x89;
  private static final int FINAL_PONG = 0x8a;
  private static final int LENGTH_BITS = 0x7f;
  private static final int IN_16_BITS = 126;
  private static final int IN_64_BITS = 127;
  private static final int NO_STATUS = 1005;

  private FrameScanner() {}

  /// Hands every whole frame between `from` and `to` to the sink.
  ///
  /// @return where the first frame begins that is not whole yet; `to` if all are
  /// @throws ProtocolViolation at the first frame that a node never sends
  public static int scan(byte[] bytes, int from, int to, FrameSink sink) {
    int at = from;
    while (to - at >= 2) {
      int length = bytes[at + 1];
      int start = at + 2;
      if (length < 0) {
        throw new ProtocolViolation("a frame of the server is masked");
      }
      if (length == IN_16_BITS) {
        start += Short.BYTES;
        if (start > to) {
          break;
        }
        length = (short) SHORT.get(bytes, at + 2) & 0xffff;
      } else if (length == IN_64_BITS) {
        start += Long.BYTES;
        if (start > to) {
          break;
        }
        length = bounded((long) LONG.get(bytes, at + 2));
      }
      if (to - start < length) {
        // Junk would otherwise wait for ever to become whole.
        requireKnown(bytes[at] & 0xff);
        break;
      }
      int end = start + length;
      if ((bytes[at] & 0xff) == FINAL_TEXT) {
        sink.text(bytes, start, end);
      } else {
        control(bytes, at, start, end, sink);
      }
      at = end;
    }
    return at;
  }

  private static int bounded(long length) {
    if (length < 0 || length > LONGEST_PAYLOAD) {
      throw new ProtocolViolation("a frame of " + Long.toUnsignedString(length) + " bytes");
    }
    return (int) length;
  }

  private static void requireKnown(int first) {
    switch (first) {
      case FINAL_TEXT, FINAL_CLOSE, FINAL_PING, FINAL_PONG -> {}
      default -> throw new ProtocolViolation("a frame that begins with 0x%02x".formatted(first));
    }
  }

  private static void control(byte[] bytes, int at, int start, int end, FrameSink sink) {
    int first = bytes[at] & 0xff;
    requireKnown(first);
    if ((bytes[at + 1] & LENGTH_BITS) >= IN_16_BITS) {
      throw new ProtocolViolation("a control frame of " + (end - start) + " bytes");
    }
    switch (first) {
      case FINAL_PING -> sink.ping(bytes, start, end);
      case FINAL_CLOSE ->
          sink.close(end - start < 2 ? NO_STATUS : (short) SHORT.get(bytes, start) & 0xffff);
      default -> {
        // A pong that nobody asked for is allowed and means nothing.
      }
    }
  }
}
