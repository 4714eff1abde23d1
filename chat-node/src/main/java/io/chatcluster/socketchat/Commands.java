package io.chatcluster.socketchat;

import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.CommandCodec;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.RoomId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What a client's events ask of its session: commands.
///
/// An event is brought into the form of the native protocol and read by its codec, so that both
/// have the same rules and the same errors.
final class Commands {

  /// The event in which a text came that is neither a command's nor native.
  static final String MESSAGE = "message";

  static final String CHAT_MESSAGE = "chat message";
  static final String TYPING = "typing";

  /// The topic under which somebody says their name in the lobby.
  static final String JOINED = "joined";

  private final @Nullable RoomId lobby;
  private final String socket;

  /// @param lobby the room of those who name none; null if there is none
  /// @param socket id of the client's socket, which does not hear its own `chat message`
  Commands(@Nullable RoomId lobby, String socket) {
    this.lobby = lobby;
    this.socket = socket;
  }

  /// @param ref by which the answer is known; null if none is wanted
  /// @throws MalformedException if it asks for nothing that there is
  Command read(String event, JsonArray arguments, @Nullable String ref) throws MalformedException {
    Object first = arguments.isEmpty() ? null : arguments.getValue(0);
    JsonObject frame =
        switch (event) {
          case "authenticate" -> named("connect", first, "token");
          case "joinRoom" -> ofRoom("join", first);
          case "leaveRoom" -> ofRoom("leave", first);
          case "sendMessage" -> ofRoom("chat", first);
          case "history" -> ofRoom("history", first);
          case "signal" -> ofRoom("signal", first);
          case TYPING -> typing(first, true);
          case "stopTyping" -> typing(first, false);
          case MESSAGE -> text(first, new JsonObject().put("event", MESSAGE));
          case CHAT_MESSAGE ->
              text(first, new JsonObject().put("event", CHAT_MESSAGE).put("socket", socket));
          case "ping" -> new JsonObject().put("type", "ping");
          default ->
              throw new MalformedException(
                  ErrorCode.UNKNOWN_TYPE, ErrorCode.UNKNOWN_TYPE.sentence(), ref, null, null);
        };
    // First, so that whatever is wrong with the rest is answered.
    JsonObject whole = ref == null ? new JsonObject() : new JsonObject().put("ref", ref);
    frame.remove("ref");
    return CommandCodec.decode(whole.mergeIn(frame).encode());
  }

  /// A command whose argument is an object, or the one field that it needs.
  private static JsonObject named(String type, @Nullable Object argument, String field) {
    JsonObject frame =
        argument instanceof JsonObject given ? given.copy() : new JsonObject().put(field, argument);
    return frame.put("type", type);
  }

  private static JsonObject ofRoom(String type, @Nullable Object argument) {
    JsonObject frame = named(type, argument, "roomId");
    Object room = frame.remove("roomId");
    return room == null ? frame : frame.put("room", room);
  }

  private JsonObject typing(@Nullable Object argument, boolean on) {
    boolean named =
        argument instanceof String
            || (argument instanceof JsonObject object && object.containsKey("roomId"));
    JsonObject frame = named ? ofRoom("signal", argument) : inLobby("signal");
    boolean types =
        on
            && !(argument instanceof JsonObject object
                && Boolean.FALSE.equals(object.getValue("typing")));
    return frame.put("topic", TYPING).put("data", new JsonObject().put("typing", types));
  }

  private JsonObject text(@Nullable Object argument, JsonObject data) {
    return inLobby("chat").put("message", argument).put("data", data);
  }

  private JsonObject inLobby(String type) {
    JsonObject frame = new JsonObject().put("type", type);
    return lobby == null ? frame : frame.put("room", lobby.value());
  }
}
