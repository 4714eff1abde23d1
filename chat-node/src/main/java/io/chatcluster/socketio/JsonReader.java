package io.chatcluster.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one JSON value, and puts attachments where it has placeholders for them. Any thread.
final class JsonReader {

  /// How deep arrays and objects may stand in each other.
  private static final int DEPTH = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
          .build();

  private final JsonParser parser;
  private final List<Buffer> attachments;

  private JsonReader(JsonParser parser, List<Buffer> attachments) {
    this.parser = parser;
    this.attachments = attachments;
  }

  /// The value of a text that is one, and nothing behind it.
  static @Nullable Object read(String json, List<Buffer> attachments) throws MalformedException {
    try (JsonParser parser = JSON.createParser(json)) {
      @Nullable Object value = new JsonReader(parser, attachments).value(parser.nextToken());
      if (parser.nextToken() != null) {
        throw new MalformedException("more than one value");
      }
      return value;
    } catch (IOException e) {
      throw new MalformedException("no JSON: " + e.getClass().getSimpleName());
    }
  }

  private @Nullable Object value(@Nullable JsonToken token) throws IOException, MalformedException {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case null, default -> throw new MalformedException("no value");
    };
  }

  private double number() throws IOException, MalformedException {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new MalformedException("a number that is too large");
    }
    return number;
  }

  private JsonArray array() throws IOException, MalformedException {
    JsonArray array = new JsonArray();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      array.add(value(next));
    }
    return array;
  }

  private Object object() throws IOException, MalformedException {
    JsonObject object = new JsonObject();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      object.put(key, value(parser.nextToken()));
    }
    return !attachments.isEmpty() && Boolean.TRUE.equals(object.getValue("_placeholder"))
        ? attachment(object.getValue("num"))
        : object;
  }

  private Buffer attachment(@Nullable Object number) throws MalformedException {
    if (number instanceof Integer index && index >= 0 && index < attachments.size()) {
      return attachments.get(index);
    }
    throw new MalformedException("a place for an attachment that is not there");
  }
}
