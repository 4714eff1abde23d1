package io.chatcluster.socketio;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What a client sends in one packet, with its attachments in their places.
sealed interface SocketPacket {

  /// The id of an event that wants no ack.
  long NO_ID = -1;

  String namespace();

  record Connect(String namespace, @Nullable JsonObject auth) implements SocketPacket {}

  record Disconnect(String namespace) implements SocketPacket {}

  /// @param id [#NO_ID] or what its ack is to carry
  record Said(String namespace, long id, String name, JsonArray args) implements SocketPacket {}

  record Acked(String namespace, long id, JsonArray args) implements SocketPacket {}
}
