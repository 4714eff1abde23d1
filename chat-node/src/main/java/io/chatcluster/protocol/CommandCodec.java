package io.chatcluster.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads commands of the native protocol. Any thread; one pass over the frame, nothing kept.
public final class CommandCodec {

  private static final int MAX_REF = 64;
  private static final int MAX_TOKEN = 4096;
  private static final int MAX_ECHO = 64;
  private static final int DEFAULT_HISTORY = 50;
  private static final int MAX_HISTORY = 200;

  private CommandCodec() {}

  /// Reads one frame.
  ///
  /// @throws MalformedException if it is not a valid command; it says what to tell the client
  public static Command decode(String frame) throws MalformedException {
    Fields fields = new Fields(frame);
    try (JsonParser parser = Json.parser(frame)) {
      fields.read(parser);
    } catch (IOException e) {
      throw fields.malformed("the frame is not a JSON object of this protocol");
    }
    String type = fields.type;
    if (type == null) {
      throw fields.malformed("the frame has no type");
    }
    if (fields.ref != null && (fields.ref.isEmpty() || fields.ref.length() > MAX_REF)) {
      throw fields.malformed("a ref is 1 to " + MAX_REF + " characters");
    }
    return switch (type) {
      case "connect" -> new Command.Connect(fields.ref, token(fields));
      case "join" -> new Command.Join(fields.ref, room(fields), position(fields, fields.at));
      case "leave" -> new Command.Leave(fields.ref, room(fields));
      case "chat" ->
          new Command.Chat(fields.ref, room(fields), id(fields), message(fields), data(fields));
      case "signal" -> new Command.Signal(fields.ref, room(fields), topic(fields), data(fields));
      case "history" ->
          new Command.History(
              fields.ref, room(fields), limit(fields), position(fields, fields.before));
      case "ping" -> new Command.Ping(fields.ref);
      default -> throw fields.error(ErrorCode.UNKNOWN_TYPE);
    };
  }

  private static String token(Fields fields) throws MalformedException {
    String token = fields.token;
    if (token == null) {
      throw fields.malformed("connect needs a token");
    }
    if (token.length() > MAX_TOKEN) {
      throw fields.error(ErrorCode.BAD_TOKEN);
    }
    return token;
  }

  private static RoomId room(Fields fields) throws MalformedException {
    String room = fields.room;
    if (room == null) {
      throw fields.malformed("a room is missing");
    }
    String fault = RoomId.fault(room);
    if (fault != null) {
      throw fields.error(ErrorCode.BAD_ROOM, "a room's name " + fault);
    }
    return new RoomId(room);
  }

  private static @Nullable Position position(Fields fields, @Nullable String text)
      throws MalformedException {
    if (text == null) {
      return null;
    }
    try {
      return Position.parse(text);
    } catch (IllegalArgumentException e) {
      throw fields.error(ErrorCode.BAD_POSITION);
    }
  }

  private static @Nullable MessageId id(Fields fields) throws MalformedException {
    String id = fields.id;
    if (id == null) {
      return null;
    }
    if (!MessageId.valid(id)) {
      throw fields.error(ErrorCode.BAD_ID);
    }
    return new MessageId(id);
  }

  private static String message(Fields fields) throws MalformedException {
    if (fields.message == null) {
      throw fields.malformed("a message is missing");
    }
    return fields.message;
  }

  private static Topic topic(Fields fields) throws MalformedException {
    String topic = fields.topic;
    if (topic == null || !Topic.valid(topic)) {
      throw fields.malformed("a topic is 1 to " + Topic.MAX_LENGTH + " of A-Z a-z 0-9 _ - . : /");
    }
    return new Topic(topic);
  }

  private static @Nullable Data data(Fields fields) throws MalformedException {
    try {
      return fields.data == null ? null : new Data(fields.data);
    } catch (IllegalArgumentException e) {
      throw fields.error(ErrorCode.BAD_TEXT);
    }
  }

  private static int limit(Fields fields) throws MalformedException {
    long limit = fields.limit;
    if (limit == Fields.ABSENT) {
      return DEFAULT_HISTORY;
    }
    if (limit < 1 || limit > MAX_HISTORY) {
      throw fields.malformed("a limit is 1 to " + MAX_HISTORY);
    }
    return (int) limit;
  }

  /// The fields that commands know, as they came.
  private static final class Fields {

    static final long ABSENT = -1;

    private final String frame;
    @Nullable String type;
    @Nullable String ref;
    @Nullable String token;
    @Nullable String room;
    @Nullable String at;
    @Nullable String before;
    @Nullable String id;
    @Nullable String message;
    @Nullable String data;
    @Nullable String topic;
    long limit = ABSENT;

    Fields(String frame) {
      this.frame = frame;
    }

    void read(JsonParser parser) throws IOException, MalformedException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the frame is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        field(parser, parser.currentName());
      }
      if (parser.nextToken() != null) {
        throw malformed("one object a frame");
      }
    }

    private void field(JsonParser parser, String name) throws IOException, MalformedException {
      switch (name) {
        case "type" -> type = text(parser, name);
        case "ref" -> ref = text(parser, name);
        case "token" -> token = text(parser, name);
        case "room" -> room = text(parser, name);
        case "at" -> at = text(parser, name);
        case "before" -> before = text(parser, name);
        case "id" -> id = text(parser, name);
        case "message" -> message = text(parser, name);
        case "topic" -> topic = text(parser, name);
        case "data" -> data = object(parser, name);
        case "limit" -> {
          if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
            throw malformed("limit is a whole number");
          }
          limit = Math.max(0, parser.getLongValue());
        }
        default -> {
          parser.nextToken();
          parser.skipChildren();
        }
      }
    }

    private String text(JsonParser parser, String name) throws IOException, MalformedException {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw malformed(name + " is a string");
      }
      return parser.getText();
    }

    /// An object as it stands in the frame.
    private String object(JsonParser parser, String name) throws IOException, MalformedException {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed(name + " is an object");
      }
      long from = parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      return frame.substring((int) from, (int) parser.currentLocation().getCharOffset());
    }

    MalformedException malformed(String sentence) {
      return error(ErrorCode.MALFORMED, sentence);
    }

    MalformedException error(ErrorCode code) {
      return error(code, code.sentence());
    }

    MalformedException error(ErrorCode code, String sentence) {
      return new MalformedException(code, sentence, echo(ref), echo(id), echoRoom());
    }

    private static @Nullable String echo(@Nullable String text) {
      boolean fit = text != null && text.length() <= MAX_ECHO && Text.utf8Length(text) >= 0;
      return fit ? text : null;
    }

    private @Nullable String echoRoom() {
      return room != null && RoomId.valid(room) ? room : null;
    }
  }
}
