package io.chatcluster.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What an application attaches to a text, or puts in a signal: a JSON object, kept and delivered
/// exactly as it came.
///
/// Like every frame it is bounded in depth and in the length of its strings and names, and has no
/// duplicate names; sessions decide how long it may be as a whole.
///
/// @param json the object's text
public record Data(String json) {

  /// @throws IllegalArgumentException if the text is not one JSON object within those bounds, or
  ///     holds something that cannot be stored
  public Data {
    try (JsonParser parser = Json.parser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("data is an object");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("data is one object");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("data is no JSON", e);
    }
    if (Text.utf8Length(json) < 0) {
      throw new IllegalArgumentException("data is no text");
    }
  }

  /// Its length in bytes of UTF-8.
  public int bytes() {
    return Text.utf8Length(json);
  }

  byte[] utf8() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return json;
  }
}
