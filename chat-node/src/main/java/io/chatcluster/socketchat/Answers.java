package io.chatcluster.socketchat;

import io.chatcluster.protocol.JsonWriter;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// What an ack says: a reply of the session as one object, whose `status` is `ok` or `error`.
final class Answers {

  private Answers() {}

  static JsonObject of(Reply reply) {
    return switch (reply) {
      case Reply.Connected connected -> connected(connected);
      case Reply.Joined joined ->
          ok().put("roomId", joined.room().value())
              .put("from", joined.from().toString())
              .put("head", joined.head().toString())
              .put("recovered", joined.recovered());
      case Reply.Left left -> ok().put("roomId", left.room().value());
      case Reply.Ok stored ->
          ok().put("id", stored.id().value())
              .put("at", stored.at().toString())
              .put("level", stored.level().wire());
      case Reply.Sent sent -> ok().put("roomId", sent.room().value());
      case Reply.History page ->
          ok().put("roomId", page.room().value())
              .put("messages", messages(page.messages()))
              .put("more", page.more());
      case Reply.Pong pong -> ok().put("timestamp", pong.ts());
      case Reply.Failed failed -> failed(failed).put("status", "error");
    };
  }

  private static JsonObject ok() {
    return new JsonObject().put("status", "ok");
  }

  /// Who the client is, and what it may do.
  static JsonObject connected(Reply.Connected connected) {
    Reply.Limits limits = connected.limits();
    return ok().put("userId", connected.user().value())
        .put("name", connected.name())
        .put("node", connected.node())
        .put("level", connected.level().wire())
        .put("timestamp", connected.ts())
        .put("maxMessage", limits.maxMessageBytes())
        .put("maxData", limits.maxDataBytes())
        .put("maxRooms", limits.maxRooms())
        .put("maxInFlight", limits.maxInFlight())
        .put("idWindow", limits.idWindow().toMillis())
        .put("signalInterval", limits.signalInterval().toMillis());
  }

  /// What went wrong.
  static JsonObject failed(Reply.Failed failed) {
    JsonObject answer =
        new JsonObject().put("code", failed.code().wire()).put("message", failed.message());
    if (failed.room() != null) {
      answer.put("roomId", failed.room());
    }
    if (failed.id() != null) {
      answer.put("id", failed.id());
    }
    if (failed.retryAfterMillis() > 0) {
      answer.put("retryAfter", failed.retryAfterMillis());
    }
    return answer;
  }

  /// A page of the past.
  static JsonArray messages(List<Publication> publications) {
    JsonWriter out = new JsonWriter(0).raw("[");
    String separator = "";
    for (Publication publication : publications) {
      out.raw(separator);
      Events.inPage(out, publication);
      separator = ",";
    }
    return new JsonArray(Buffer.buffer(out.raw("]").toBytes()));
  }
}
