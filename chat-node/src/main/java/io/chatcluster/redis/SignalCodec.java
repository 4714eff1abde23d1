package io.chatcluster.redis;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How a signal looks on its channel: `VERSION SESSION TOPIC BODY`.
///
/// The version is `MAJOR` or `MAJOR.MINOR`, as in an [EnvelopeCodec]: a later minor version may put
/// words between `TOPIC` and the body, which is an object and begins with `{`.
final class SignalCodec {

  private static final String VERSION = "1";

  private SignalCodec() {}

  static byte[] encode(Signal signal) {
    byte[] head =
        (VERSION + ' ' + signal.key().session() + ' ' + signal.key().topic() + ' ')
            .getBytes(StandardCharsets.US_ASCII);
    byte[] body = signal.body();
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /// @throws IllegalArgumentException for another major version or a damaged envelope
  static Signal read(Audience to, byte[] bytes) {
    int afterVersion = space(bytes, 0);
    String version = text(bytes, 0, afterVersion);
    if (!version.equals(VERSION) && !version.startsWith(VERSION + '.')) {
      throw new IllegalArgumentException("a signal of another version");
    }
    int afterSession = space(bytes, afterVersion + 1);
    int afterTopic = space(bytes, afterSession + 1);
    int body = afterTopic + 1;
    while (body == bytes.length || bytes[body] != '{') {
      body = space(bytes, body) + 1;
    }
    Signal.Key key =
        new Signal.Key(
            text(bytes, afterVersion + 1, afterSession),
            new Topic(text(bytes, afterSession + 1, afterTopic)));
    return new Signal(to, key, Arrays.copyOfRange(bytes, body, bytes.length));
  }

  private static int space(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == ' ') {
        return i;
      }
    }
    throw new IllegalArgumentException("a damaged signal");
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }
}
