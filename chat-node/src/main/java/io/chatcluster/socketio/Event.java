package io.chatcluster.socketio;

import io.vertx.core.json.JsonArray;

/// What a client says.
///
/// @param args what JSON has, and `Buffer` for bytes
/// @param ack how it is answered; see [Ack#wanted]
public record Event(String name, JsonArray args, Ack ack) {}
