package io.chatcluster.socketio;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Whether a client may enter a namespace.
public sealed interface Answer {

  /// It may.
  ///
  /// @param sid the name of its socket, which others may see
  /// @param pid a secret by which it can go on with this connection later; null for none
  record Accepted(String sid, @Nullable String pid, SocketHandler handler) implements Answer {

    public Accepted(String sid, SocketHandler handler) {
      this(sid, null, handler);
    }
  }

  /// It may not, and stays away until somebody tells it to try again.
  ///
  /// @param data what the client's program gets beside the message; null for nothing
  record Refused(String message, @Nullable JsonObject data) implements Answer {

    public Refused(String message) {
      this(message, null);
    }
  }
}
