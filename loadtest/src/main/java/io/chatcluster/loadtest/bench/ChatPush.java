package io.chatcluster.loadtest.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What the generator needs of a `chat` push, read in place from the frame.
///
/// Owned by one lane and filled again by every push. It relies on the order in which a node writes
/// the fields: `type`, `room`, `at`, `prev`, …, `message` last.
final class ChatPush {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] START = ascii("{\"type\":\"chat\",\"room\":\"");
  private static final long TYPE = (long) LONG.get(START, 8);
  private static final byte[] AT = ascii("\",\"at\":\"");
  private static final byte[] PREV = ascii("\",\"prev\":\"");
  private static final int SHORTEST =
      START.length + AT.length + PREV.length + MessageText.SHORTEST + 2;

  long atEpoch;
  long atOffset;
  long prevEpoch;
  long prevOffset;

  /// Where its text begins; -1 if the text is not one of the generator's.
  int text;

  private final int tail;
  private int cursor;

  /// @param textBytes how long the generator's texts are
  ChatPush(int textBytes) {
    tail = textBytes + 2;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Whether the payload is a `chat` push; a look at eight bytes.
  static boolean matches(byte[] bytes, int start, int end) {
    return end - start > SHORTEST && (long) LONG.get(bytes, start + 8) == TYPE;
  }

  /// Reads a payload that [#matches(byte[], int, int)].
  ///
  /// @return whether it is a push to that room
  /// @throws ProtocolViolation if the fields do not stand in the documented order
  boolean read(byte[] bytes, int start, int end, byte[] room) {
    int roomAt = start + START.length;
    int roomEnd = roomAt + room.length;
    if (roomEnd + AT.length + PREV.length + tail > end
        || bytes[roomEnd] != '"'
        || !Arrays.equals(bytes, roomAt, roomEnd, room, 0, room.length)) {
      return false;
    }
    cursor = roomEnd + AT.length;
    atEpoch = number(bytes, end, '-');
    atOffset = number(bytes, end, '"');
    // Its first quote has been read already.
    if (bytes[cursor + 1] != '"' || bytes[cursor + 2] != 'p') {
      throw new ProtocolViolation("no prev where it should stand");
    }
    cursor += PREV.length - 1;
    prevEpoch = number(bytes, end, '-');
    prevOffset = number(bytes, end, '"');
    int textAt = end - tail;
    text = bytes[textAt - 1] == '"' && MessageText.stands(bytes, textAt) ? textAt : -1;
    return true;
  }

  private long number(byte[] bytes, int end, char until) {
    long value = 0;
    while (cursor < end) {
      int c = bytes[cursor++];
      if (c == until) {
        return value;
      }
      if (c < '0' || c > '9') {
        break;
      }
      value = value * 10 + (c - '0');
    }
    throw new ProtocolViolation("no position where it should stand");
  }
}
