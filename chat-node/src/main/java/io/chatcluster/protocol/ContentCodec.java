package io.chatcluster.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The JSON object of a [Content], as it stands in the room log, the archive and (copied) in `chat`
/// pushes.
///
/// Any thread. The encoder always writes `ts` first; see [Publication#acceptedAt()].
public final class ContentCodec {

  private ContentCodec() {}

  /// Encodes once, at the node that accepts the message.
  public static byte[] encode(Content content) {
    return new JsonWriter(content.message().length() + 160)
        .raw(Publication.BODY_START)
        .number(content.ts())
        .raw(",\"id\":")
        .string(content.id().value())
        .raw(",\"from\":")
        .string(content.from().value())
        .raw(",\"name\":")
        .string(content.name())
        .raw(",\"message\":")
        .string(content.message())
        .raw("}")
        .toBytes();
  }

  /// Decodes for the archiver and for history pages.
  ///
  /// @throws IllegalArgumentException if the bytes are not such an object
  public static Content decode(byte[] body) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = Json.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("content is not an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isScalarValue()) {
          fields.put(field, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("content is not JSON", e);
    }
    return new Content(
        new MessageId(field(fields, "id")),
        new UserId(field(fields, "from")),
        field(fields, "name"),
        Long.parseLong(field(fields, "ts")),
        field(fields, "message"));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("content has no " + name);
    }
    return value;
  }
}
