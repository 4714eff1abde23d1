package io.chatcluster.socketio;

import org.jspecify.annotations.Nullable;

/// The answer that a client may want to an event. On its socket's loop.
public final class Ack {

  static final Ack NONE = new Ack(null, 0);

  private final long id;
  private @Nullable ClientSocket socket;

  private Ack(@Nullable ClientSocket socket, long id) {
    this.socket = socket;
    this.id = id;
  }

  static Ack of(ClientSocket socket, long id) {
    return new Ack(socket, id);
  }

  /// Whether it is waited for: no, if it is given already, or was never asked for.
  public boolean wanted() {
    return socket != null;
  }

  /// Gives it, if it is wanted; the first one counts.
  public void answer(@Nullable Object... args) {
    ClientSocket asked = socket;
    socket = null;
    if (asked != null) {
      asked.answer(id, args);
    }
  }
}
