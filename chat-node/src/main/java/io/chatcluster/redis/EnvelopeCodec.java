package io.chatcluster.redis;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The envelope: how a publication looks in the log and on its channel.
///
/// An entry is `ORIGIN PREV BODY`; a wake-up is `1 POSITION ENTRY`, where 1 is the version. The
/// node that appends gives origin and body; the function in Redis adds the positions.
final class EnvelopeCodec {

  private static final byte VERSION = '1';

  private EnvelopeCodec() {}

  /// Reads a wake-up.
  ///
  /// @throws IllegalArgumentException for another version or a damaged envelope
  static Publication wakeUp(RoomId room, byte[] payload) {
    if (payload.length < 2 || payload[0] != VERSION) {
      throw new IllegalArgumentException(room + ": unknown envelope version");
    }
    int afterPosition = space(payload, 2);
    return entry(room, Position.parse(text(payload, 2, afterPosition)), payload, afterPosition + 1);
  }

  /// Reads an entry of a log.
  static Publication entry(RoomId room, Position at, byte[] entry) {
    return entry(room, at, entry, 0);
  }

  private static Publication entry(RoomId room, Position at, byte[] bytes, int from) {
    int afterOrigin = space(bytes, from);
    int afterPrev = space(bytes, afterOrigin + 1);
    return new Publication(
        room,
        at,
        Position.parse(text(bytes, afterOrigin + 1, afterPrev)),
        text(bytes, from, afterOrigin),
        Arrays.copyOfRange(bytes, afterPrev + 1, bytes.length));
  }

  /// Writes an entry, to put an archived publication back into the log.
  static byte[] encode(Publication publication) {
    byte[] head =
        (publication.origin() + " " + publication.prev() + " ").getBytes(StandardCharsets.UTF_8);
    byte[] body = publication.body();
    byte[] entry = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, entry, head.length, body.length);
    return entry;
  }

  private static int space(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == ' ') {
        return i;
      }
    }
    throw new IllegalArgumentException("damaged envelope");
  }

  @SuppressWarnings("deprecation")
  private static String text(byte[] bytes, int from, int to) {
    // Origins and positions are ASCII; the deprecated constructor does no decoding.
    return new String(bytes, 0, from, to - from);
  }
}
