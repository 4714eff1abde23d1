package io.chatcluster.loadtest.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;

/// Histories as JSON lines.
final class HistoryJson {

  private static final JsonFactory JSON =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private HistoryJson() {}

  static void write(Writer out, Iterable<Entry> entries) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      for (Entry entry : entries) {
        json.writeStartObject();
        json.writeNumberField("nanos", entry.nanos());
        json.writeNumberField("wall", entry.wallMillis());
        json.writeStringField("client", entry.client());
        write(json, entry.event());
        json.writeEndObject();
      }
      json.writeRaw('\n');
    }
  }

  private static void write(JsonGenerator json, Event event) throws IOException {
    switch (event) {
      case Event.Connect(String node) -> fields(json, "connect", "node", node);
      case Event.Disconnect(int code) -> {
        fields(json, "disconnect");
        json.writeNumberField("code", code);
      }
      case Event.End() -> fields(json, "end");
      case Event.Join join -> {
        fields(json, "join", "room", join.room(), "from", join.from(), "head", join.head());
        json.writeBooleanField("recovered", join.recovered());
      }
      case Event.Leave(String room) -> fields(json, "leave", "room", room);
      case Event.Invoke(String room, String id) -> fields(json, "invoke", "room", room, "id", id);
      case Event.Ok ok ->
          fields(json, "ok", "room", ok.room(), "id", ok.id(), "at", ok.at(), "level", ok.level());
      case Event.Fail(String room, String id, String code) ->
          fields(json, "fail", "room", room, "id", id, "code", code);
      case Event.GiveUp(String room, String id, String code) ->
          fields(json, "info", "room", room, "id", id, "code", code);
      case Event.Deliver seen ->
          fields(
              json,
              "deliver",
              "room",
              seen.room(),
              "at",
              seen.at(),
              "prev",
              seen.prev(),
              "id",
              seen.id());
      case Event.Signal(String room, String mark) ->
          fields(json, "signal", "room", room, "mark", mark);
      case Event.Hear(String room, String mark) -> fields(json, "hear", "room", room, "mark", mark);
      case Event.Rollback(var room, var to) -> fields(json, "rollback", "room", room, "to", to);
      case Event.Gap(var room, var after, var next) ->
          fields(json, "gap", "room", room, "after", after, "next", next);
    }
  }

  /// The event's name, then names and values by turns.
  private static void fields(JsonGenerator json, String event, Object... fields)
      throws IOException {
    json.writeStringField("event", event);
    for (int i = 0; i < fields.length; i += 2) {
      json.writeStringField(fields[i].toString(), fields[i + 1].toString());
    }
  }
}
