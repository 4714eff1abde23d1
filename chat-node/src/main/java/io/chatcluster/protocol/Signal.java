package io.chatcluster.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Something fleeting that somebody tells a room or a user: heard at once or never.
///
/// It has no place in any order, moves nobody, and is kept nowhere. Immutable. The body is a JSON
/// object, made once by the node that accepted the signal; who delivers it copies these bytes into
/// a frame and never decodes them.
public final class Signal {

  private static final int SMALL = 128;

  private final Audience to;
  private final Key key;
  private final byte[] body;

  /// Whose signal it is and what it is about: a newer one takes the place of an older one.
  ///
  /// @param session that sent it, and does not hear it
  public record Key(String session, Topic topic) {}

  /// @param body JSON object with at least one field; not copied, must never change
  public Signal(Audience to, Key key, byte[] body) {
    this.to = to;
    this.key = key;
    this.body = body;
  }

  /// Makes a signal of what a client says.
  ///
  /// @param name the sender's display name
  public static Signal of(Audience to, Key key, UserId from, String name, @Nullable Data data) {
    JsonWriter out = new JsonWriter(SMALL + (data == null ? 0 : data.json().length()));
    out.raw("{\"topic\":").string(key.topic().value());
    out.raw(",\"from\":").string(from.value()).raw(",\"name\":").string(name);
    if (data != null) {
      byte[] json = data.utf8();
      out.raw(",\"data\":").raw(json, 0, json.length);
    }
    return new Signal(to, key, out.raw("}").toBytes());
  }

  public Audience to() {
    return to;
  }

  public Key key() {
    return key;
  }

  /// The JSON object of what is said. Shared: do not change it.
  @SuppressWarnings("ReferenceEscape")
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return to + " " + new String(body, StandardCharsets.UTF_8);
  }
}
