package io.chatcluster.socketchat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatcluster.protocol.Json;
import io.chatcluster.protocol.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The fields of a JSON object, each as it stands in it.
final class Fields {

  private final String json;

  /// Where each value begins and ends, in the order in which they stand there.
  private final Map<String, Span> values;

  /// A part of the object's text.
  private record Span(int from, int to) {}

  private Fields(String json, Map<String, Span> values) {
    this.json = json;
    this.values = values;
  }

  /// @param json the object in UTF-8
  /// @throws UncheckedIOException if it is no object; what nodes have made themselves is one
  static Fields of(byte[] json) {
    return of(new String(json, StandardCharsets.UTF_8));
  }

  private static Fields of(String json) {
    Map<String, Span> values = new LinkedHashMap<>();
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        values.put(name, new Span(from, (int) parser.currentLocation().getCharOffset()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a body is no JSON", e);
    }
    return new Fields(json, values);
  }

  /// How long the object is, in characters.
  int length() {
    return json.length();
  }

  /// Appends all fields behind others.
  ///
  /// @param names what each is to be called
  void copyAll(JsonWriter out, UnaryOperator<String> names) {
    values.forEach((name, span) -> raw(out.raw(",").string(names.apply(name)).raw(":"), span));
  }

  /// Appends one field behind others, if it is there.
  void copy(JsonWriter out, String name, String as) {
    Span span = values.get(name);
    if (span != null) {
      raw(out.raw(",\"").raw(as).raw("\":"), span);
    }
  }

  /// Appends a value, which must be there.
  void value(JsonWriter out, String name) {
    Span span = values.get(name);
    if (span == null) {
      throw new IllegalStateException("a body without " + name);
    }
    raw(out, span);
  }

  private void raw(JsonWriter out, Span span) {
    byte[] value = json.substring(span.from(), span.to()).getBytes(StandardCharsets.UTF_8);
    out.raw(value, 0, value.length);
  }

  /// The object in a field; without fields if there is none.
  Fields object(String name) {
    Span span = values.get(name);
    return span == null || json.charAt(span.from()) != '{'
        ? new Fields(json, Map.of())
        : of(json.substring(span.from(), span.to()));
  }

  /// A value as it stands there, a string without its quotes; empty if there is none.
  String plain(String name) {
    Span span = values.get(name);
    if (span == null) {
      return "";
    }
    String text = json.substring(span.from(), span.to());
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }
}
