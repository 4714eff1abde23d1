package io.chatcluster.socketchat;

import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.JsonWriter;
import io.chatcluster.protocol.Kind;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.socketio.EncodedEvent;
import org.jspecify.annotations.Nullable;

/// Writes pushes as events.
///
/// The fields of a body are copied as they stand, but under the names that events have for them.
final class Events {

  /// Where the chat is.
  static final String NAMESPACE = "/";

  private static final int SMALL = 128;

  private Events() {}

  /// A message: `receiveMessage`, or in the lobby the event that it came in. Of a kind that this
  /// version does not know: `roomEvent`.
  static EncodedEvent publication(Publication publication, boolean inLobby) {
    Fields fields = Fields.of(publication.body());
    boolean chat = publication.kind().equals(Kind.CHAT);
    String name = inLobby && chat ? fields.object("data").plain("event") : "";
    JsonWriter out = new JsonWriter(SMALL + publication.body().length);
    if (name.equals(Commands.MESSAGE) || name.equals(Commands.CHAT_MESSAGE)) {
      fields.value(out, "message");
      return event(name, out);
    }
    out.raw("{\"roomId\":").string(publication.room().value());
    if (!chat) {
      out.raw(",\"kind\":\"").raw(publication.kind().value()).raw("\"");
    }
    rest(out, publication, fields);
    return event(chat ? "receiveMessage" : "roomEvent", out);
  }

  /// The socket whose client has shown a text of the lobby before it sent it; null if there is
  /// none.
  static @Nullable String notFor(Publication publication) {
    Fields data = Fields.of(publication.body()).object("data");
    return data.plain("event").equals(Commands.CHAT_MESSAGE) ? data.plain("socket") : null;
  }

  /// One message of a page of the past.
  static void inPage(JsonWriter out, Publication publication) {
    out.raw("{\"kind\":\"").raw(publication.kind().value()).raw("\"");
    rest(out, publication, Fields.of(publication.body()));
  }

  private static void rest(JsonWriter out, Publication publication, Fields fields) {
    out.raw(",\"at\":").position(publication.at()).raw(",\"prev\":").position(publication.prev());
    fields.copyAll(out, Events::renamed);
    out.raw("}");
  }

  private static String renamed(String field) {
    return switch (field) {
      case "ts" -> "timestamp";
      case "from" -> "senderId";
      default -> field;
    };
  }

  static EncodedEvent rollback(RoomId room, Position to) {
    JsonWriter out = new JsonWriter(SMALL);
    out.raw("{\"roomId\":").string(room.value()).raw(",\"to\":").position(to);
    return event("rollback", out.raw("}"));
  }

  static EncodedEvent gap(RoomId room, Position after, Position next) {
    JsonWriter out = new JsonWriter(SMALL);
    out.raw("{\"roomId\":").string(room.value()).raw(",\"after\":").position(after);
    return event("gap", out.raw(",\"next\":").position(next).raw("}"));
  }

  static EncodedEvent removed(RoomId room, ErrorCode code) {
    JsonWriter out = new JsonWriter(SMALL);
    out.raw("{\"roomId\":").string(room.value()).raw(",\"code\":\"").raw(code.wire());
    return event("removed", out.raw("\",\"message\":").string(code.sentence()).raw("}"));
  }

  /// Something fleeting: `userTyping` and `userJoined` where it is about that, else `signal`.
  static EncodedEvent signal(Signal signal) {
    String topic = signal.key().topic().value();
    boolean typing = topic.equals(Commands.TYPING);
    boolean joined = topic.equals(Commands.JOINED);
    Fields fields = Fields.of(signal.body());
    JsonWriter out = new JsonWriter(SMALL + fields.length());
    out.raw("{\"userId\":");
    fields.value(out, "from");
    fields.copy(out, "name", "name");
    if (signal.to() instanceof Audience.OfRoom(RoomId room)) {
      out.raw(",\"roomId\":").string(room.value());
    }
    if (typing) {
      Fields data = fields.object("data");
      boolean off = data.plain("typing").equals("false") || data.plain("on").equals("false");
      out.raw(",\"typing\":").raw(off ? "false" : "true");
    } else if (!joined) {
      fields.copy(out, "topic", "topic");
      fields.copy(out, "data", "data");
    }
    return event(typing ? "userTyping" : joined ? "userJoined" : "signal", out.raw("}"));
  }

  private static EncodedEvent event(String name, JsonWriter argument) {
    return EncodedEvent.ofJson(NAMESPACE, name, argument.toBytes());
  }
}
