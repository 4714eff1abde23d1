package io.chatcluster.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/// Who made an event, under which id, and when a node accepted it. Every body begins with one,
/// whatever the kind of event.
///
/// It is all that the log and the archive read of a body. The rest is for those who know the kind.
///
/// @param ts milliseconds since 1970 by the clock of the node that accepted it; never used for
///     order
/// @param id made by the client
/// @param from the sender
public record Stamp(long ts, MessageId id, UserId from) {

  /// The stamp of a body.
  ///
  /// @throws IllegalArgumentException if the body does not begin with one
  public static Stamp of(byte[] body) {
    try (JsonParser parser = Json.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("a body is an object");
      }
      field(parser, "ts", JsonToken.VALUE_NUMBER_INT);
      long ts = parser.getLongValue();
      field(parser, "id", JsonToken.VALUE_STRING);
      MessageId id = new MessageId(parser.getText());
      field(parser, "from", JsonToken.VALUE_STRING);
      return new Stamp(ts, id, new UserId(parser.getText()));
    } catch (IOException e) {
      throw new IllegalArgumentException("a body is JSON", e);
    }
  }

  private static void field(JsonParser parser, String name, JsonToken wanted) throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME
        || !parser.currentName().equals(name)
        || parser.nextToken() != wanted) {
      throw new IllegalArgumentException("a body begins with ts, id and from");
    }
  }

  /// Writes the beginning of a body. The caller may add fields, and must write the end.
  JsonWriter begin(int more) {
    return new JsonWriter(more + 160)
        .raw(Publication.BODY_START)
        .number(ts)
        .raw(",\"id\":")
        .string(id.value())
        .raw(",\"from\":")
        .string(from.value());
  }
}
