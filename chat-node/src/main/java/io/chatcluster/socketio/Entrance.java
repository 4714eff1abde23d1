package io.chatcluster.socketio;

import io.vertx.core.Future;

/// Says into which namespaces one client may go. On the client's loop.
@FunctionalInterface
public interface Entrance {

  /// The client asks for a namespace; it is in none until this is answered. Events may be sent to
  /// the entry's socket before that: they arrive before the word that it is connected. An answer
  /// that fails is a refusal that says nothing of why.
  Future<Answer> enters(Entry entry);

  /// The client is gone, with all its sockets; told once.
  default void closed() {}
}
