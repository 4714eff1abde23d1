package io.chatcluster.redis;

import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The envelope: how a publication looks in the log and on its channel.
///
/// An entry is `VERSION ORIGIN PREV KIND BODY`; a wake-up is `POSITION ENTRY`. The node that
/// appends gives origin, kind and body; the function in Redis adds version and positions.
///
/// The version is `MAJOR` or `MAJOR.MINOR`. A later minor version may put words between `KIND` and
/// the body, which is an object and begins with `{`: whoever does not know them skips them. An
/// entry of another major version is refused.
final class EnvelopeCodec {

  private static final char MAJOR = '1';

  private EnvelopeCodec() {}

  /// Reads a wake-up.
  ///
  /// @throws IllegalArgumentException for another major version or a damaged envelope
  static Publication wakeUp(RoomId room, byte[] payload) {
    int afterPosition = space(payload, 0);
    return entry(room, Position.parse(text(payload, 0, afterPosition)), payload, afterPosition + 1);
  }

  /// Reads an entry of a log.
  ///
  /// @throws IllegalArgumentException for another major version or a damaged envelope
  static Publication entry(RoomId room, Position at, byte[] entry) {
    return entry(room, at, entry, 0);
  }

  private static Publication entry(RoomId room, Position at, byte[] bytes, int from) {
    int afterVersion = space(bytes, from);
    requireKnown(bytes, from, afterVersion);
    int afterOrigin = space(bytes, afterVersion + 1);
    int afterPrev = space(bytes, afterOrigin + 1);
    int afterKind = space(bytes, afterPrev + 1);
    int body = afterKind + 1;
    while (body == bytes.length || bytes[body] != '{') {
      body = space(bytes, body) + 1;
    }
    return new Publication(
        room,
        at,
        Position.parse(text(bytes, afterOrigin + 1, afterPrev)),
        text(bytes, afterVersion + 1, afterOrigin),
        Kind.of(text(bytes, afterPrev + 1, afterKind)),
        Arrays.copyOfRange(bytes, body, bytes.length));
  }

  private static void requireKnown(byte[] bytes, int from, int to) {
    boolean known = bytes[from] == MAJOR && (from + 1 == to || bytes[from + 1] == '.');
    if (!known) {
      throw new IllegalArgumentException(
          "its envelope has version %s, and this node reads version %s"
              .formatted(shown(bytes, from, to), MAJOR));
    }
  }

  /// Whatever stands in the place of the version, fit to be shown.
  private static String shown(byte[] bytes, int from, int to) {
    return text(bytes, from, Math.min(to, from + 16)).replaceAll("[^0-9A-Za-z._-]", "?");
  }

  /// Writes an entry, to put an archived publication back into the log.
  static byte[] encode(Publication publication) {
    byte[] head =
        "%s %s %s %s "
            .formatted(MAJOR, publication.origin(), publication.prev(), publication.kind())
            .getBytes(StandardCharsets.UTF_8);
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
    // Origins, positions and kinds are ASCII; the deprecated constructor does no decoding.
    return new String(bytes, 0, from, to - from);
  }
}
