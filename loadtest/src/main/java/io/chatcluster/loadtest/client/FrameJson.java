package io.chatcluster.loadtest.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Frames as JSON text. Any thread.
public final class FrameJson {

  private static final JsonFactory JSON = new JsonFactory();

  private FrameJson() {}

  /// The text of a command.
  public static String encode(Command command) {
    StringWriter text = new StringWriter(128);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      switch (command) {
        case Command.Connect(String ref, String token) -> {
          head(json, "connect", ref);
          json.writeStringField("token", token);
        }
        case Command.Join(String ref, String room, Position at) -> {
          head(json, "join", ref);
          json.writeStringField("room", room);
          if (at != null) {
            json.writeStringField("at", at.toString());
          }
        }
        case Command.Leave(String ref, String room) -> {
          head(json, "leave", ref);
          json.writeStringField("room", room);
        }
        case Command.Chat(String ref, String room, String id, String message) -> {
          head(json, "chat", ref);
          json.writeStringField("room", room);
          json.writeStringField("id", id);
          json.writeStringField("message", message);
        }
        case Command.Signal(String room, String topic, String mark) -> {
          json.writeStringField("type", "signal");
          json.writeStringField("room", room);
          json.writeStringField("topic", topic);
          json.writeObjectFieldStart("data");
          json.writeStringField("mark", mark);
          json.writeEndObject();
        }
        case Command.Ping(String ref) -> head(json, "ping", ref);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void head(JsonGenerator json, String type, String ref) throws IOException {
    json.writeStringField("type", type);
    json.writeStringField("ref", ref);
  }

  /// Reads one frame of a node.
  ///
  /// @throws IllegalArgumentException if it is not what the protocol says
  public static Frame decode(String text) {
    Fields fields;
    try (JsonParser json = JSON.createParser(text)) {
      fields = fields(json);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a frame: " + text, e);
    }
    String type = fields.text("type");
    return switch (type) {
      case "connected" -> connected(fields);
      case "joined" ->
          new Frame.Joined(
              fields.textOr("ref", ""),
              fields.text("room"),
              fields.position("from"),
              fields.position("head"),
              Boolean.parseBoolean(fields.text("recovered")));
      case "ok" ->
          new Frame.Ok(
              fields.text("ref"), fields.text("id"), fields.position("at"), fields.text("level"));
      case "error" -> failed(fields);
      case "chat" -> new Frame.Chat(fields.text("room"), message(fields));
      case "rollback" -> new Frame.Rollback(fields.text("room"), fields.position("to"));
      case "gap" ->
          new Frame.Gap(fields.text("room"), fields.position("after"), fields.position("next"));
      case "removed" -> new Frame.Removed(fields.text("room"), fields.text("code"));
      case "signal" ->
          new Frame.Signal(
              fields.textOr("room", ""),
              fields.text("topic"),
              fields.text("from"),
              fields.textOr("data.mark", ""));
      case "drain" -> new Frame.Drain(fields.number("min"), fields.number("max"));
      default ->
          fields.placed()
              ? new Frame.Event(fields.text("room"), type, message(fields))
              : new Frame.Other(type);
    };
  }

  private static Frame connected(Fields fields) {
    return new Frame.Connected(
        fields.text("session"),
        fields.text("node"),
        fields.text("user"),
        fields.text("level"),
        fields.number("ts"),
        new Frame.Limits(
            fields.number("pingInterval"),
            (int) fields.number("maxInFlight"),
            fields.has("signalInterval")));
  }

  private static Frame failed(Fields fields) {
    String retryAfter = fields.textOr("retryAfter", "");
    return new Frame.Failed(
        fields.textOr("ref", ""),
        fields.text("code"),
        fields.textOr("message", ""),
        retryAfter.isEmpty() ? null : Long.valueOf(retryAfter));
  }

  private static Message message(Fields fields) {
    return new Message(
        fields.position("at"),
        fields.position("prev"),
        fields.text("id"),
        fields.text("from"),
        fields.textOr("name", ""),
        fields.number("ts"),
        fields.textOr("message", ""));
  }

  private static Fields fields(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("a frame is an object");
    }
    Map<String, String> values = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken().isScalarValue()) {
        values.put(name, json.getText());
      } else if (name.equals("data")) {
        data(json, values);
      } else {
        json.skipChildren();
      }
    }
    return new Fields(values);
  }

  private static void data(JsonParser json, Map<String, String> values) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken().isScalarValue()) {
        values.put("data." + name, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  /// The scalar fields of a frame, as text.
  private record Fields(Map<String, String> values) {

    String text(String name) {
      @Nullable String value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no " + name + " in " + values);
      }
      return value;
    }

    /// Whether it is an event of a room's order.
    boolean placed() {
      return values.containsKey("at") && values.containsKey("prev");
    }

    boolean has(String name) {
      return values.containsKey(name);
    }

    String textOr(String name, String other) {
      return values.getOrDefault(name, other);
    }

    long number(String name) {
      return Long.parseLong(text(name));
    }

    Position position(String name) {
      return Position.parse(text(name));
    }
  }
}
