package io.chatcluster.protocol;

/// The body of an event: the JSON object of a [Content], as it stands in the room log, the archive
/// and (copied) in frames.
///
/// Any thread. Every body begins with its [Stamp].
public final class ContentCodec {

  private ContentCodec() {}

  /// Encodes once, at the node that accepts the event.
  public static byte[] encode(Content content) {
    return switch (content) {
      case Content.Chat(Stamp stamp, String name, String message, Data data) -> {
        JsonWriter out = stamp.begin(message.length());
        out.raw(",\"name\":").string(name).raw(",\"message\":").string(message);
        if (data != null) {
          byte[] json = data.utf8();
          out.raw(",\"data\":").raw(json, 0, json.length);
        }
        yield out.raw("}").toBytes();
      }
    };
  }
}
