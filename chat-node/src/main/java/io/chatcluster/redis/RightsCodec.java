package io.chatcluster.redis;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.RightsChange;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How a change of rights looks on a channel of signals: `rights VERSION`, followed by `@` and the
/// user, as a [KeyWord], if it concerns one member of the room, and by `*` if it concerns
/// everybody.
///
/// The version is as in an [EnvelopeCodec]: a later minor one may put more words at the end.
final class RightsCodec {

  private static final String WORD = "rights ";
  private static final byte[] WORD_BYTES = WORD.getBytes(StandardCharsets.US_ASCII);
  private static final String VERSION = "1";

  /// Stands in the place of a user if it concerns everybody.
  private static final String ALL = "*";

  private RightsCodec() {}

  static String encode(RightsChange change) {
    return switch (change) {
      case RightsChange.OfRoom _, RightsChange.OfUser _ -> WORD + VERSION + ' ' + ALL;
      // A user may be called `*`, so users have a mark of their own.
      case RightsChange.OfMember(var _, UserId user) ->
          WORD + VERSION + " @" + KeyWord.encode(user.value());
    };
  }

  /// Whether this is a change of rights and not a signal.
  static boolean matches(byte[] bytes) {
    return bytes.length > WORD_BYTES.length
        && Arrays.equals(bytes, 0, WORD_BYTES.length, WORD_BYTES, 0, WORD_BYTES.length);
  }

  /// @throws IllegalArgumentException for another major version, or if it is damaged
  static RightsChange read(Audience to, byte[] bytes) {
    String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ", -1);
    boolean known = words[1].equals(VERSION) || words[1].startsWith(VERSION + '.');
    if (!known || words.length < 3) {
      throw new IllegalArgumentException("a change of rights of another version");
    }
    return switch (to) {
      case Audience.OfUser(UserId user) -> new RightsChange.OfUser(user);
      case Audience.OfRoom(RoomId room) when words[2].startsWith("@") ->
          new RightsChange.OfMember(room, new UserId(KeyWord.decode(words[2].substring(1))));
      case Audience.OfRoom(RoomId room) -> new RightsChange.OfRoom(room);
    };
  }
}
