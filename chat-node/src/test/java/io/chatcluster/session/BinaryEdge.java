package io.chatcluster.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatcluster.protocol.Audience;
import io.chatcluster.protocol.Command;
import io.chatcluster.protocol.Data;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MalformedException;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Push;
import io.chatcluster.protocol.Reply;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.Signal;
import io.chatcluster.protocol.Topic;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A toy: an edge whose frames are binary, and its client.
///
/// A frame is a list of fields until its end: a name, one byte for the kind of value (`s` string,
/// `n` number, `b` boolean, `o` body of a publication, `f` frames one after the other), and the
/// value with its length. It shows that a session knows nothing of any form.
final class BinaryEdge implements TestEdge {

  private static final ObjectMapper JSON = new ObjectMapper();

  // ---- the node's side

  /// A frame came: what an edge does with it.
  private static void received(Session session, byte[] frame) {
    Command command;
    try {
      command = command(read(frame));
    } catch (MalformedException e) {
      session.malformed(e);
      return;
    }
    session.received(command);
  }

  private static Command command(Map<String, String> fields) throws MalformedException {
    String ref = fields.get("ref");
    return switch (fields.getOrDefault("type", "")) {
      case "connect" -> new Command.Connect(ref, needed(fields, "token"));
      case "join" -> new Command.Join(ref, room(fields), position(fields, "at"));
      case "leave" -> new Command.Leave(ref, room(fields));
      case "chat" ->
          new Command.Chat(ref, room(fields), id(fields), needed(fields, "message"), data(fields));
      case "signal" -> new Command.Signal(ref, room(fields), topic(fields), data(fields));
      case "history" ->
          new Command.History(
              ref,
              room(fields),
              Integer.parseInt(fields.getOrDefault("limit", "50")),
              position(fields, "before"));
      case "ping" -> new Command.Ping(ref);
      case "" -> throw refused(fields, ErrorCode.MALFORMED);
      default -> throw refused(fields, ErrorCode.UNKNOWN_TYPE);
    };
  }

  private static MalformedException refused(Map<String, String> fields, ErrorCode code) {
    String room = fields.get("room");
    return new MalformedException(
        code,
        code.sentence(),
        fields.get("ref"),
        fields.get("id"),
        room != null && RoomId.valid(room) ? room : null);
  }

  private static String needed(Map<String, String> fields, String name) throws MalformedException {
    String value = fields.get(name);
    if (value == null) {
      throw refused(fields, ErrorCode.MALFORMED);
    }
    if (name.equals("token") && value.length() > 4_096) {
      throw refused(fields, ErrorCode.BAD_TOKEN);
    }
    return value;
  }

  private static RoomId room(Map<String, String> fields) throws MalformedException {
    String room = needed(fields, "room");
    if (!RoomId.valid(room)) {
      throw refused(fields, ErrorCode.BAD_ROOM);
    }
    return new RoomId(room);
  }

  private static Topic topic(Map<String, String> fields) throws MalformedException {
    String topic = needed(fields, "topic");
    if (!Topic.valid(topic)) {
      throw refused(fields, ErrorCode.MALFORMED);
    }
    return new Topic(topic);
  }

  private static @Nullable Data data(Map<String, String> fields) throws MalformedException {
    String json = fields.get("data");
    try {
      return json == null ? null : new Data(json);
    } catch (IllegalArgumentException _) {
      throw refused(fields, ErrorCode.BAD_TEXT);
    }
  }

  private static @Nullable MessageId id(Map<String, String> fields) throws MalformedException {
    String id = fields.get("id");
    if (id != null && !MessageId.valid(id)) {
      throw refused(fields, ErrorCode.BAD_ID);
    }
    return id == null ? null : new MessageId(id);
  }

  private static @Nullable Position position(Map<String, String> fields, String name)
      throws MalformedException {
    String at = fields.get(name);
    try {
      return at == null ? null : Position.parse(at);
    } catch (IllegalArgumentException _) {
      throw refused(fields, ErrorCode.BAD_POSITION);
    }
  }

  private static Map<String, String> read(byte[] frame) {
    Map<String, String> fields = new HashMap<>();
    read(frame, (name, _, value) -> fields.put(name, new String(value, UTF_8)));
    return fields;
  }

  private static byte[] frame(Reply reply) {
    return switch (reply) {
      case Reply.Connected it ->
          new Frame("connected", it.ref())
              .put("version", 1)
              .put("session", it.session())
              .put("node", it.node())
              .put("user", it.user())
              .put("name", it.name())
              .put("level", it.level().wire())
              .put("ts", it.ts())
              .put("pingInterval", it.limits().pingInterval().toMillis())
              .put("maxFrame", it.limits().maxFrameBytes())
              .put("maxMessage", it.limits().maxMessageBytes())
              .put("maxData", it.limits().maxDataBytes())
              .put("maxRooms", it.limits().maxRooms())
              .put("maxInFlight", it.limits().maxInFlight())
              .put("idWindow", it.limits().idWindow().toMillis())
              .put("signalInterval", it.limits().signalInterval().toMillis())
              .end();
      case Reply.Joined(String ref, RoomId room, Position from, Position head, boolean whole) ->
          new Frame("joined", ref)
              .put("room", room)
              .put("from", from)
              .put("head", head)
              .put("recovered", whole)
              .end();
      case Reply.Left(String ref, RoomId room) -> new Frame("left", ref).put("room", room).end();
      case Reply.Sent(String ref, RoomId room) -> new Frame("sent", ref).put("room", room).end();
      case Reply.Ok it ->
          new Frame("ok", it.ref())
              .put("id", it.id())
              .put("at", it.at())
              .put("level", it.level().wire())
              .end();
      case Reply.History(String ref, RoomId room, List<Publication> messages, boolean more) -> {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        messages.forEach(message -> all.writeBytes(sized(placed(message).end())));
        yield new Frame("history", ref)
            .put("room", room)
            .put("messages", 'f', all.toByteArray())
            .put("more", more)
            .end();
      }
      case Reply.Pong(String ref, long ts) -> new Frame("pong", ref).put("ts", ts).end();
      case Reply.Failed it -> failed(it);
    };
  }

  private static byte[] failed(Reply.Failed error) {
    Frame frame = new Frame("error", error.ref()).put("id", error.id()).put("room", error.room());
    frame.put("code", error.code().wire()).put("message", error.message());
    long wait = error.retryAfterMillis();
    return (wait > 0 ? frame.put("retryAfter", wait) : frame).end();
  }

  private static byte[] frame(Push push) {
    return switch (push) {
      case Push.Event(Publication it) -> placed(it).put("room", it.room()).end();
      case Push.Rollback(RoomId room, Position to) ->
          new Frame("rollback", null).put("room", room).put("to", to).end();
      case Push.Gap(RoomId room, Position after, Position next) ->
          new Frame("gap", null).put("room", room).put("after", after).put("next", next).end();
      case Push.Removed(RoomId room, ErrorCode code) ->
          new Frame("removed", null)
              .put("room", room)
              .put("code", code.wire())
              .put("message", code.sentence())
              .end();
      case Push.Signalled(Signal it) -> {
        Frame frame = new Frame("signal", null);
        if (it.to() instanceof Audience.OfRoom(RoomId room)) {
          frame.put("room", room);
        }
        yield frame.put("", 'o', it.body()).end();
      }
      case Push.Drain(long min, long max) ->
          new Frame("drain", null).put("min", min).put("max", max).end();
    };
  }

  private static Frame placed(Publication publication) {
    return new Frame(publication.kind().value(), null)
        .put("at", publication.at())
        .put("prev", publication.prev())
        .put("", 'o', publication.body());
  }

  private static byte[] sized(byte[] frame) {
    return ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
  }

  /// A frame under construction; what is null is left out.
  private static final class Frame {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    Frame() {}

    Frame(String type, @Nullable String ref) {
      put("type", type).put("ref", ref);
    }

    Frame put(String name, @Nullable Object value) {
      return value == null ? this : put(name, 's', value.toString().getBytes(UTF_8));
    }

    Frame put(String name, long value) {
      return put(name, 'n', Long.toString(value).getBytes(UTF_8));
    }

    Frame put(String name, boolean value) {
      return put(name, 'b', Boolean.toString(value).getBytes(UTF_8));
    }

    Frame put(String name, char kind, byte[] value) {
      try {
        out.writeUTF(name);
        out.writeByte(kind);
        out.writeInt(value.length);
        out.write(value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    byte[] end() {
      return bytes.toByteArray();
    }
  }

  private interface Visitor {
    void field(String name, char kind, byte[] value) throws IOException;
  }

  private static void read(byte[] frame, Visitor visitor) {
    try (DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(frame))) {
      while (in.available() > 0) {
        visitor.field(in.readUTF(), (char) in.readByte(), in.readNBytes(in.readInt()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the client's side

  @Override
  public void say(Session session, String frame) {
    Frame binary = new Frame();
    try {
      JSON.readTree(frame)
          .properties()
          .forEach(field -> binary.put(field.getKey(), text(field.getValue())));
    } catch (IOException _) {
      // What is no frame there is none here either.
    }
    received(session, binary.end());
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  @Override
  public JsonNode told(Reply reply) {
    return json(frame(reply));
  }

  @Override
  public JsonNode told(Push push) {
    return json(frame(push));
  }

  private static ObjectNode json(byte[] frame) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    read(
        frame,
        (name, kind, value) -> {
          String text = new String(value, UTF_8);
          switch (kind) {
            case 's' -> json.put(name, text);
            case 'n' -> json.put(name, Long.parseLong(text));
            case 'b' -> json.put(name, Boolean.parseBoolean(text));
            case 'o' -> json.setAll((ObjectNode) JSON.readTree(value));
            default -> {
              ArrayNode list = json.putArray(name);
              for (ByteBuffer left = ByteBuffer.wrap(value); left.hasRemaining(); ) {
                byte[] one = new byte[left.getInt()];
                left.get(one);
                list.add(json(one));
              }
            }
          }
        });
    return json;
  }
}
