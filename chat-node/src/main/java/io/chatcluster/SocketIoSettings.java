package io.chatcluster;

import static io.chatcluster.SettingsRules.fitting;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.Variable;
import io.chatcluster.engineio.EngineSettings;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.socketchat.SocketChatSettings;

/// What the edge for Socket.IO clients needs to know.
///
/// @param served whether there is one
record SocketIoSettings(boolean served, SocketChatSettings chat, EngineSettings engine) {

  static SocketIoSettings of(Configuration values) {
    String lobby = values.text(Variable.LOBBY);
    return new SocketIoSettings(
        values.flag(Variable.SOCKETIO),
        new SocketChatSettings(
            lobby.isEmpty() ? null : fitting("CHAT_LOBBY", () -> new RoomId(lobby)),
            values.flag(Variable.REQUIRE_TOKEN),
            values.flag(Variable.TRUST_NAMES),
            values.time(Variable.RECOVERY),
            values.number(Variable.LOBBY_MESSAGES)),
        new EngineSettings(
            values.time(Variable.PING_INTERVAL),
            values.time(Variable.PING_TIMEOUT),
            values.time(Variable.UPGRADE_TIMEOUT),
            values.number(Variable.MAX_FRAME),
            values.number(Variable.OUTBOX)));
  }
}
