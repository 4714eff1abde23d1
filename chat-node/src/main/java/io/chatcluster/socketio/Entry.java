package io.chatcluster.socketio;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A client wants to enter a namespace.
public final class Entry {

  private final ClientSocket socket;
  private final @Nullable JsonObject auth;

  Entry(ClientSocket socket, @Nullable JsonObject auth) {
    this.socket = socket;
    this.auth = auth;
  }

  public String namespace() {
    return socket.namespace();
  }

  /// What its socket is going to be. It can be sent to already.
  public ClientSocket socket() {
    return socket;
  }

  /// What the client says to show who it is; null if it says nothing.
  public @Nullable JsonObject auth() {
    return auth;
  }

  /// The private id of a former connection which the client wants to go on with; null if none.
  public @Nullable String pid() {
    return text("pid");
  }

  /// The last offset that the client has seen there; null if none.
  public @Nullable String offset() {
    return text("offset");
  }

  private @Nullable String text(String key) {
    return auth != null && auth.getValue(key) instanceof String text ? text : null;
  }
}
