package io.chatcluster.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes replies and pushes as UTF-8 JSON. Any thread.
///
/// An event's frame is put together from the publication's own bytes: nothing but the room's name
/// is decoded or escaped again.
public final class FrameCodec {

  private static final int SMALL = 256;

  private FrameCodec() {}

  /// The JSON text of a push.
  public static byte[] encode(Push push) {
    return switch (push) {
      case Push.Event(Publication publication) -> event(publication);
      case Push.Rollback(RoomId room, Position to) ->
          start("rollback", null).field("room", room.value()).field("to", to).end();
      case Push.Gap(RoomId room, Position after, Position next) ->
          start("gap", null)
              .field("room", room.value())
              .field("after", after)
              .field("next", next)
              .end();
      case Push.Removed(RoomId room, ErrorCode code) ->
          start("removed", null)
              .field("room", room.value())
              .field("code", code.wire())
              .field("message", code.sentence())
              .end();
      case Push.Signalled(Signal signal) -> signal(signal);
      case Push.Drain(long min, long max) ->
          start("drain", null).field("min", min).field("max", max).end();
    };
  }

  /// The JSON text of a reply.
  public static byte[] encode(Reply reply) {
    return switch (reply) {
      case Reply.Connected connected -> connected(connected);
      case Reply.Joined(String ref, RoomId room, Position from, Position head, boolean recovered) ->
          start("joined", ref)
              .field("room", room.value())
              .field("from", from)
              .field("head", head)
              .field("recovered", recovered)
              .end();
      case Reply.Left(String ref, RoomId room) ->
          start("left", ref).field("room", room.value()).end();
      case Reply.Sent(String ref, RoomId room) ->
          start("sent", ref).field("room", room.value()).end();
      case Reply.Ok(String ref, MessageId id, Position at, AckLevel level) ->
          start("ok", ref)
              .field("id", id.value())
              .field("at", at)
              .field("level", level.wire())
              .end();
      case Reply.History(String ref, RoomId room, List<Publication> messages, boolean more) ->
          history(ref, room, messages, more);
      case Reply.Pong(String ref, long ts) -> start("pong", ref).field("ts", ts).end();
      case Reply.Failed error -> error(error);
    };
  }

  private static byte[] event(Publication publication) {
    byte[] body = publication.body();
    return new JsonWriter(body.length + SMALL)
        .raw("{\"type\":\"")
        .raw(publication.kind().value())
        .raw("\",\"room\":")
        .string(publication.room().value())
        .raw(",\"at\":")
        .position(publication.at())
        .raw(",\"prev\":")
        .position(publication.prev())
        .raw(",")
        .raw(body, 1, body.length)
        .toBytes();
  }

  private static byte[] signal(Signal signal) {
    byte[] body = signal.body();
    JsonWriter out = new JsonWriter(body.length + SMALL).raw("{\"type\":\"signal\",");
    if (signal.to() instanceof Audience.OfRoom(RoomId room)) {
      out.raw("\"room\":").string(room.value()).raw(",");
    }
    return out.raw(body, 1, body.length).toBytes();
  }

  private static byte[] history(
      @Nullable String ref, RoomId room, List<Publication> messages, boolean more) {
    Frame frame = start("history", ref).field("room", room.value());
    frame.out.raw(",\"messages\":[");
    String separator = "{\"type\":\"";
    for (Publication message : messages) {
      byte[] body = message.body();
      frame
          .out
          .raw(separator)
          .raw(message.kind().value())
          .raw("\",\"at\":")
          .position(message.at())
          .raw(",\"prev\":")
          .position(message.prev())
          .raw(",")
          .raw(body, 1, body.length);
      separator = ",{\"type\":\"";
    }
    frame.out.raw("]");
    return frame.field("more", more).end();
  }

  private static byte[] connected(Reply.Connected connected) {
    Reply.Limits limits = connected.limits();
    return start("connected", connected.ref())
        .field("version", 1)
        .field("session", connected.session())
        .field("node", connected.node())
        .field("user", connected.user().value())
        .field("name", connected.name())
        .field("level", connected.level().wire())
        .field("ts", connected.ts())
        .field("pingInterval", limits.pingInterval().toMillis())
        .field("maxFrame", limits.maxFrameBytes())
        .field("maxMessage", limits.maxMessageBytes())
        .field("maxData", limits.maxDataBytes())
        .field("maxRooms", limits.maxRooms())
        .field("maxInFlight", limits.maxInFlight())
        .field("idWindow", limits.idWindow().toMillis())
        .field("signalInterval", limits.signalInterval().toMillis())
        .end();
  }

  private static byte[] error(Reply.Failed error) {
    Frame frame = start("error", error.ref());
    if (error.id() != null) {
      frame.field("id", error.id());
    }
    if (error.room() != null) {
      frame.field("room", error.room());
    }
    frame.field("code", error.code().wire()).field("message", error.message());
    if (error.retryAfterMillis() > 0) {
      frame.field("retryAfter", error.retryAfterMillis());
    }
    return frame.end();
  }

  private static Frame start(String type, @Nullable String ref) {
    Frame frame = new Frame(new JsonWriter(SMALL).raw("{\"type\":\"").raw(type).raw("\""));
    return ref == null ? frame : frame.field("ref", ref);
  }

  /// One object under construction.
  private record Frame(JsonWriter out) {

    Frame field(String name, String value) {
      name(name).string(value);
      return this;
    }

    Frame field(String name, Position value) {
      name(name).position(value);
      return this;
    }

    Frame field(String name, long value) {
      name(name).number(value);
      return this;
    }

    Frame field(String name, boolean value) {
      name(name).raw(value ? "true" : "false");
      return this;
    }

    private JsonWriter name(String name) {
      return out.raw(",\"").raw(name).raw("\":");
    }

    byte[] end() {
      return out.raw("}").toBytes();
    }
  }
}
