package io.chatcluster.socketchat;

import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is left of a session when its node dies: enough for another node to go on with it.
///
/// It says which rooms the session was in and where it stood in them when this was written; how far
/// it has come since, the client's offset says. So it is written when the session begins, enters
/// and leaves rooms, and now and then lest it be forgotten, but never for a message.
///
/// @param sid the name of the client's socket
/// @param name that is shown
/// @param next the number that the next room would have got
record Footprint(String sid, UserId user, String name, int next, List<Step> steps) {

  /// A room.
  ///
  /// @param at where the session stood in it
  record Step(int number, RoomId room, Position at) {}

  String encode() {
    JsonArray rooms = new JsonArray();
    for (Step step : steps) {
      rooms.add(
          new JsonArray().add(step.number()).add(step.room().value()).add(step.at().toString()));
    }
    return new JsonObject()
        .put("sid", sid)
        .put("user", user.value())
        .put("name", name)
        .put("next", next)
        .put("rooms", rooms)
        .encode();
  }

  /// Empty if it is none that this version can read.
  static Optional<Footprint> decode(String text) {
    try {
      JsonObject json = new JsonObject(text);
      List<Step> steps = new ArrayList<>();
      for (Object each : json.getJsonArray("rooms")) {
        JsonArray step = (JsonArray) each;
        RoomId room = new RoomId(step.getString(1));
        steps.add(new Step(step.getInteger(0), room, Position.parse(step.getString(2))));
      }
      UserId user = new UserId(json.getString("user"));
      return Optional.of(
          new Footprint(
              json.getString("sid"), user, json.getString("name"), json.getInteger("next"), steps));
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException
        | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Where the session stands in each of its rooms now, by what its client has been shown; empty if
  /// the client knows of a room that this does not, and would miss it.
  Optional<List<Step>> from(Offset offset) {
    boolean known = offset.places().keySet().stream().allMatch(number -> number < next);
    if (!known) {
      return Optional.empty();
    }
    return Optional.of(
        steps.stream()
            .map(
                step ->
                    new Step(
                        step.number(),
                        step.room(),
                        offset.places().getOrDefault(step.number(), step.at())))
            .toList());
  }
}
