package io.chatcluster.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Commands as JSON objects, and replies and pushes from them: what test vectors say, as values.
final class Frames {

  /// What stands in every event.
  private static final Set<String> OF_ALL =
      Set.of("type", "room", "at", "prev", "ts", "id", "from");

  private Frames() {}

  static ObjectNode json(Command command) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (command) {
      case Command.Connect(var _, String token) -> json.put("type", "connect").put("token", token);
      case Command.Join(var _, RoomId room, Position at) -> {
        json.put("type", "join").put("room", room.value());
        put(json, "at", at);
      }
      case Command.Leave(var _, RoomId room) -> json.put("type", "leave").put("room", room.value());
      case Command.Chat(var _, RoomId room, MessageId id, String message, Data data) -> {
        json.put("type", "chat").put("room", room.value()).put("message", message);
        put(json, "id", id);
        if (data != null) {
          json.set("data", tree(data.json()));
        }
      }
      case Command.Signal(var _, RoomId room, Topic topic, Data data) -> {
        json.put("type", "signal").put("room", room.value()).put("topic", topic.value());
        if (data != null) {
          json.set("data", tree(data.json()));
        }
      }
      case Command.History(var _, RoomId room, int limit, Position before) -> {
        json.put("type", "history").put("room", room.value()).put("limit", limit);
        put(json, "before", before);
      }
      case Command.Ping(var _) -> json.put("type", "ping");
    }
    put(json, "ref", command.ref());
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }

  static Reply reply(JsonNode json) {
    String ref = optional(json, "ref");
    return switch (text(json, "type")) {
      case "connected" -> connected(ref, json);
      case "joined" ->
          new Reply.Joined(
              ref,
              room(json),
              position(json, "from"),
              position(json, "head"),
              json.get("recovered").asBoolean());
      case "left" -> new Reply.Left(ref, room(json));
      case "ok" ->
          new Reply.Ok(
              text(json, "ref"),
              new MessageId(text(json, "id")),
              position(json, "at"),
              level(json));
      case "sent" -> new Reply.Sent(text(json, "ref"), room(json));
      case "history" -> {
        List<Publication> messages = new ArrayList<>();
        json.get("messages").forEach(one -> messages.add(publication(room(json), one)));
        yield new Reply.History(ref, room(json), messages, json.get("more").asBoolean());
      }
      case "pong" -> new Reply.Pong(ref, json.get("ts").asLong());
      case "error" ->
          new Reply.Failed(
              ref,
              optional(json, "id"),
              optional(json, "room"),
              ErrorCode.valueOf(text(json, "code").toUpperCase(Locale.ROOT)),
              text(json, "message"),
              json.path("retryAfter").asLong());
      default -> throw new IllegalArgumentException("no reply: " + json);
    };
  }

  private static Reply connected(@Nullable String ref, JsonNode json) {
    return new Reply.Connected(
        ref,
        text(json, "session"),
        text(json, "node"),
        new UserId(text(json, "user")),
        text(json, "name"),
        level(json),
        json.get("ts").asLong(),
        new Reply.Limits(
            Duration.ofMillis(json.get("pingInterval").asLong()),
            json.get("maxFrame").asInt(),
            json.get("maxMessage").asInt(),
            json.get("maxData").asInt(),
            json.get("maxRooms").asInt(),
            json.get("maxInFlight").asInt(),
            Duration.ofMillis(json.get("idWindow").asLong()),
            Duration.ofMillis(json.get("signalInterval").asLong())));
  }

  static Push push(JsonNode json) {
    return switch (text(json, "type")) {
      case "rollback" -> new Push.Rollback(room(json), position(json, "to"));
      case "gap" -> new Push.Gap(room(json), position(json, "after"), position(json, "next"));
      case "removed" ->
          new Push.Removed(
              room(json), ErrorCode.valueOf(text(json, "code").toUpperCase(Locale.ROOT)));
      case "signal" -> new Push.Signalled(signal(json));
      case "drain" -> new Push.Drain(json.get("min").asLong(), json.get("max").asLong());
      default -> new Push.Event(publication(room(json), json));
    };
  }

  private static Signal signal(JsonNode json) {
    JsonNode data = json.get("data");
    return Signal.of(
        json.has("room")
            ? new Audience.OfRoom(room(json))
            : new Audience.OfUser(new UserId("somebody")),
        new Signal.Key("n1.1", new Topic(text(json, "topic"))),
        new UserId(text(json, "from")),
        text(json, "name"),
        data == null ? null : new Data(data.toString()));
  }

  private static Publication publication(RoomId room, JsonNode json) {
    Stamp stamp =
        new Stamp(
            json.get("ts").asLong(),
            new MessageId(text(json, "id")),
            new UserId(text(json, "from")));
    Kind kind = Kind.of(text(json, "type"));
    return new Publication(
        room, position(json, "at"), position(json, "prev"), "n1", kind, body(kind, stamp, json));
  }

  private static byte[] body(Kind kind, Stamp stamp, JsonNode json) {
    if (kind.equals(Kind.CHAT)) {
      JsonNode data = json.get("data");
      return ContentCodec.encode(
          new Content.Chat(
              stamp,
              text(json, "name"),
              text(json, "message"),
              data == null ? null : new Data(data.toString())));
    }
    JsonWriter out = stamp.begin(0);
    json.properties().stream()
        .filter(field -> !OF_ALL.contains(field.getKey()))
        .forEach(field -> out.raw(",\"" + field.getKey() + "\":").raw(field.getValue().toString()));
    return out.raw("}").toBytes();
  }

  private static JsonNode tree(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RoomId room(JsonNode json) {
    return new RoomId(text(json, "room"));
  }

  private static AckLevel level(JsonNode json) {
    return AckLevel.valueOf(text(json, "level").toUpperCase(Locale.ROOT));
  }

  private static Position position(JsonNode json, String field) {
    return Position.parse(text(json, field));
  }

  private static String text(JsonNode json, String field) {
    return json.get(field).asText();
  }

  private static @Nullable String optional(JsonNode json, String field) {
    JsonNode value = json.get(field);
    return value == null ? null : value.asText();
  }
}
